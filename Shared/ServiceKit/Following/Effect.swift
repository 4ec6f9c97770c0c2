package import OctopusContract
import GRDB
import OctopusStore
package import struct FoundationEssentials.UUID

extension EventHandler {
    /// Acts on an event, once for each thing.
    ///
    /// The follower registers itself as a reader of the source's log, which is kept until it has acted;
    /// what it has acted on is trimmed there in time. It never begins with a snapshot. What it does is
    /// one transaction together with its place in the log, so it is done once, whenever the process is
    /// killed; and it is done once for the thing even if an operator lets it read the log again.
    ///
    ///     .effects("thanks", of: "loyalty", [
    ///         .act(on: PointsAwarded.self, once: { $0.awardId.uuid }) { event, _, context in
    ///             try Letters.write(to: event.endUserId, in: context.database)
    ///         }
    ///     ])
    ///
    /// - Parameters:
    ///   - event: The kind.
    ///   - thing: The business thing that is acted on; the same in each event that means the same.
    ///   - act: What is done; what it throws parks the thing that the event is about.
    /// - Returns: The handler.
    package static func act<E: Event>(
        on event: E.Type,
        once thing: @escaping @Sendable (E) -> UUID,
        _ act: @escaping @Sendable (E, E.Personal?, EventContext<Environment>) throws -> Void
    ) -> Self {
        .on(E.self) { event, personal, context in
            let isNew = try context.database.run(
                "INSERT OR IGNORE INTO deeds (follower, kind, thing, done_at) VALUES (?, ?, ?, ?)",
                [context.follower, E.declaration.kind, thing(event), context.work.now]
            )
            guard isNew > 0 else { return }
            try act(event, personal, context)
        }
    }
}

extension JobDefinition {
    /// Forgets what effects acted on so long ago that no log has the event any more.
    static func forgetDeeds(_ settings: Settings) -> JobDefinition {
        .purge(
            [
                PurgeRule(
                    "deeds",
                    key: "rowid",
                    olderBy: "done_at",
                    keptFor: settings.duration("events.remember")
                )
            ],
            named: "kit.deeds"
        )
    }
}

extension LogRetention {
    /// What the service's settings say.
    init(_ settings: Settings) {
        self.init(
            keptMilliseconds: settings.duration("events.keep").milliseconds,
            mostEvents: Int64(settings.integer("events.most"))
        )
    }
}
