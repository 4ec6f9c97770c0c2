import OctopusStore

/// Identity's log as the security follower reads it: what it brings holds in memory at once.
///
/// Neither a long queue of the writer nor a full disk delays a revocation. Memory may be ahead of the
/// tables: what it knows is on identity's disk, and after a restart it is read again.
struct SecuritySource: EventSource {
    let source: any EventSource
    let state: SecurityState
    /// Identity's shard.
    let shard: Int
    let clock: any ServiceClock

    func read(
        after position: EventPosition?,
        kinds: Set<String>,
        limit: Int,
        waitMilliseconds: Int
    ) async throws -> EventPage {
        // Proven is the moment of the question: when identity looked is not known.
        let askedAt = clock.monotonicMilliseconds
        let page = try await source.read(
            after: position,
            kinds: kinds,
            limit: limit,
            waitMilliseconds: waitMilliseconds
        )
        state.heed(page.events)
        if page.isAtHead, kinds.isSuperset(of: SecurityEvents.kinds) {
            state.freshness.prove(shard: shard, atMilliseconds: askedAt)
        }
        return page
    }

    func snapshot(
        of kinds: Set<String>,
        cursor: [UInt8]?,
        limit: Int
    ) async throws -> SnapshotPage {
        try await source.snapshot(of: kinds, cursor: cursor, limit: limit)
    }

    func acknowledge(_ position: EventPosition?, reader name: String) async throws {
        try await source.acknowledge(position, reader: name)
    }
}
