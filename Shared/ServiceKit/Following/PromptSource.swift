import OctopusStore
import Synchronization

/// A log that answers the first question at once, so that a service which has just started proves
/// its freshness without waiting for news that may not come.
final class PromptSource: EventSource {
    private let source: any EventSource
    private let hasAnswered = Atomic(false)

    init(_ source: any EventSource) { self.source = source }

    func read(
        after position: EventPosition?,
        kinds: Set<String>,
        limit: Int,
        waitMilliseconds: Int
    ) async throws -> EventPage {
        let wait = hasAnswered.load(ordering: .relaxed) ? waitMilliseconds : 0
        let page = try await source.read(
            after: position,
            kinds: kinds,
            limit: limit,
            waitMilliseconds: wait
        )
        hasAnswered.store(true, ordering: .relaxed)
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
