public import OctopusContract
public import OctopusMesh
import OctopusCBOR
public import struct FoundationEssentials.UUID

extension MethodCaller {
    /// The events of one kind, those that happened and then those that happen, one after the other.
    ///
    /// ```swift
    /// for try await event in client.events(PointsAwarded.self, after: place) {
    ///     try store.add(event.amount, to: event.endUserId, and: event.place)
    /// }
    /// ```
    /// It waits for news without end, and goes on after a service's restart or a lost line. It ends when
    /// the task is cancelled. It throws what a person has to act on, and `.logChanged` when the place is not
    /// one of this log any more: the service was restored, or has trimmed what comes next. Then nothing can
    /// tell what was missed; read the present state again (`ReadSnapshot`) and begin without a place.
    ///
    /// An event comes once more if the program ended before it kept the place, so either keep the place in
    /// the same transaction as the event's effect, or let the effect be one that may be repeated.
    ///
    /// - Parameters:
    ///   - kind: The kind of event.
    ///   - place: The place that was kept; nil for the log's first event.
    ///   - subject: Only what is about this thing.
    ///   - shard: Whose log; a service of several shards has as many.
    ///   - keeping: Called with the place whenever the loop comes back for the next event, and when time
    ///     passed without one of this kind: so the place stays young although nothing happens.
    /// - Returns: The events.
    public func events<E: Event>(
        _ kind: E.Type,
        after place: EventPlace? = nil,
        subject: UUID? = nil,
        shard: Int = 0,
        keeping: (@Sendable (EventPlace) async -> Void)? = nil
    ) -> EventFeed<E> {
        EventFeed(
            reader: EventReader(
                caller: self,
                kind: E.declaration.kind,
                subject: subject,
                start: place ?? EventPlace(service: E.service, shard: shard, after: nil),
                keeping: keeping
            )
        )
    }
}

extension Event {
    /// The service that tells it: what stands before the version.
    static var service: String { String(declaration.kind.prefix { $0 != "." }) }
}

/// Events of one kind, as `MethodCaller.events` makes them.
public struct EventFeed<E: Event>: AsyncSequence, Sendable {
    /// One event, with its place.
    public typealias Element = ReceivedEvent<E>
    /// Why there are no more events.
    public typealias Failure = CallFailure

    let reader: EventReader

    /// Begins to read, each time at the place that the feed was made with.
    public func makeAsyncIterator() -> Iterator {
        Iterator(state: EventReader.State(reader))
    }

    /// Reads the log page by page.
    public struct Iterator: AsyncIteratorProtocol {
        var state: EventReader.State

        /// The next event; nil once the task is cancelled.
        ///
        /// - Throws: `CallFailure`, if it makes no sense to go on.
        public mutating func next() async throws(CallFailure) -> ReceivedEvent<E>? {
            guard let (event, place) = try await state.next() else { return nil }
            do {
                let decoder = CBORDecoder()
                return ReceivedEvent(
                    event: try decoder.decode(E.self, from: event.body.bytes),
                    personal: try event.personal.map {
                        try decoder.decode(E.Personal.self, from: $0.bytes)
                    },
                    id: event.id,
                    at: event.at,
                    tenant: event.tenant,
                    partner: event.partner,
                    subject: event.subject,
                    place: place
                )
            } catch {
                throw CallFailure(
                    .undecodable,
                    "the event \(event.id) of \(event.kind) can't be read: \(error)",
                    effect: .none
                )
            }
        }
    }
}
