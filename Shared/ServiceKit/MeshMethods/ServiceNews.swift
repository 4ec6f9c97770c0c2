package import OctopusCBOR
package import OctopusContract
package import OctopusStore
package import struct FoundationEssentials.UUID

/// Which of a service's events a person is shown by a method of the service's own.
package struct NewsTopics: Sendable {
    package let kinds: [any Event.Type]
    /// The partner whose events; nil is all of the tenant.
    package let partner: PartnerID?
    /// What they are about, or whom they concern; nil is all.
    package let subjects: Set<UUID>?

    package init(
        _ kinds: [any Event.Type],
        of partner: PartnerID? = nil,
        about subjects: Set<UUID>? = nil
    ) {
        (self.kinds, self.partner, self.subjects) = (kinds, partner, subjects)
    }
}

/// What a waiting read found, and where its caller goes on.
package struct NewsFound: Sendable {
    package let events: [StoredEvent]
    /// Sealed, and good for the same caller and method.
    package let next: Bytes
    private let epoch: UUID
    private let seal: @Sendable (EventPosition) throws -> Bytes

    init(
        _ events: [StoredEvent],
        _ next: EventPosition,
        _ seal: @escaping @Sendable (EventPosition) throws -> Bytes
    ) throws {
        (self.events, self.seal) = (events, seal)
        epoch = next.epoch
        self.next = try seal(next)
    }

    /// Where a caller goes on who was told the events up to this one alone.
    package func next(after event: StoredEvent) throws -> Bytes {
        try seal(EventPosition(epoch: epoch, seq: event.seq, id: event.id))
    }
}

extension WaitingContext {
    /// The news form: what came after a cursor, for the read of a method that shows events to persons.
    ///
    /// The read is woken for its topics alone, from memory, so a commit costs nothing for those whom it
    /// does not concern.
    ///
    ///     let topics = NewsTopics([MessagePosted.self], of: partner, about: [user.uuid])
    ///     let found = try await context.news(of: ReadNews.self, topics, after: request.after, waitMs: 0)
    ///
    /// - Parameters:
    ///   - method: Whose cursors these are.
    ///   - topics: What is wanted.
    ///   - cursor: Where the read before ended; nil is now.
    ///   - waitMs: How long to wait for the first event.
    ///   - limit: How many events at most.
    /// - Returns: The events, and the next cursor.
    /// - Throws: `logChanged`, and `invalid` for a cursor of another caller or method.
    package func news<M: Method>(
        of method: M.Type,
        _ topics: NewsTopics,
        after cursor: Bytes?,
        waitMs: Int64,
        limit: Int = 200
    ) async throws -> NewsFound {
        let use = TextDigest.of([M.declaration.name] + caller.asking)
        let seal = store.events.cursors
        let sealed: @Sendable (EventPosition) throws -> Bytes = { position in
            Bytes(try seal.seal(CBOREncoder().encode(LogPlace(position)), for: use))
        }
        guard let cursor else {
            return try NewsFound([], await store.events.headPosition(), sealed)
        }
        guard let bytes = seal.open(cursor.bytes, for: use),
            let place = try? CBORDecoder().decode(LogPlace.self, from: bytes)
        else {
            throw FieldRules.refusal("after", .form, "It is no next of this caller's.")
        }
        do {
            let page = try await store.events.read(
                after: EventPosition(place),
                filter: EventFilter(
                    kinds: Set(topics.kinds.map { $0.declaration.kind }),
                    tenant: caller.tenant?.uuid,
                    partner: topics.partner?.uuid,
                    subjects: topics.subjects
                ),
                limit: limit,
                waitingAtMost: .milliseconds(waitMs)
            )
            return try NewsFound(page.events, page.next, sealed)
        } catch let changed as LogChanged {
            throw Refusal(.logChanged, "\(Reason.logChanged.meaning) (\(changed.rawValue))")
        }
    }
}
