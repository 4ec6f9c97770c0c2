import GRDB
import OctopusCBOR
package import OctopusContract
package import OctopusStore

/// Whom a service follows, and what it does with each kind of event.
package struct FollowerDefinition<Environment: Sendable>: Sendable {
    package let name: String
    package let source: String
    package let sort: FollowerSort
    package let handlers: [EventHandler<Environment>]

    /// Keeps others' state in tables of its own; may begin with a snapshot.
    package static func projection(
        _ name: String,
        of source: String,
        _ handlers: [EventHandler<Environment>]
    ) -> Self {
        Self(name: name, source: source, sort: .projection, handlers: handlers)
    }

    /// Acts on what happened; reads from the log's first event, never from a snapshot.
    package static func effects(
        _ name: String,
        of source: String,
        _ handlers: [EventHandler<Environment>]
    ) -> Self {
        Self(name: name, source: source, sort: .effects, handlers: handlers)
    }
}

package enum FollowerSort: String, Sendable { case projection, effects }

/// What a follower does with one kind of event, inside the transaction that stores its position.
package struct EventHandler<Environment: Sendable>: Sendable {
    package let declaration: EventDeclaration
    /// Decodes body and personal fields and applies them.
    package let apply: @Sendable ([UInt8], [UInt8]?, EventContext<Environment>) throws -> Void
    /// What becomes of things that a snapshot no longer had.
    package let retention: Retention?

    /// Applies events of one kind.
    ///
    /// - Parameters:
    ///   - event: The kind.
    ///   - retention: What becomes of a projection's rows that a new snapshot no longer had, for
    ///     instance `.deleting(from: "tenants")`.
    ///   - apply: Applies one event; what it throws parks the thing that the event is about.
    /// - Returns: The handler.
    package static func on<E: Event>(
        _ event: E.Type,
        retention: Retention? = nil,
        _ apply: @escaping @Sendable (E, E.Personal?, EventContext<Environment>) throws -> Void
    ) -> Self {
        Self(
            declaration: E.declaration,
            apply: { body, personal, context in
                let decoder = CBORDecoder()
                try apply(
                    decoder.decode(E.self, from: body),
                    personal.map { try decoder.decode(E.Personal.self, from: $0) },
                    context
                )
            },
            retention: retention
        )
    }
}

extension Emitting {
    /// Whether a follower of this service has the states with which it began, or with which new kinds of its
    /// did: from then on what it knows is what the log told up to a place.
    package func hasBegun(_ follower: String) throws -> Bool {
        try !database.exists(
            """
            SELECT 1 FROM followers
            WHERE name = ? AND (snapshot_seq IS NOT NULL OR catch_up_seq IS NOT NULL)
            """,
            [follower]
        )
    }
}
