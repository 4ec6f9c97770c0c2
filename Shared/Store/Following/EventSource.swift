/// A log as a follower reads it, whatever carries it.
package protocol EventSource: Sendable {
    /// Some of the events after a position; waits for news if there are none.
    ///
    /// - Parameters:
    ///   - position: nil is before the first event that is kept.
    ///   - kinds: what the follower has a use for; others may come and are counted.
    ///   - limit: how many at most.
    ///   - waitMilliseconds: how long to wait for the first.
    /// - Returns: the events, and where to go on.
    /// - Throws: `LogChanged` if the log is not the one that the position is of; anything else
    ///   means that it could not be read now, and `UnreadableLog` says why.
    func read(
        after position: EventPosition?,
        kinds: Set<String>,
        limit: Int,
        waitMilliseconds: Int
    ) async throws -> EventPage

    /// Some of the present states of the things that `kinds` tell of.
    ///
    /// - Parameters:
    ///   - kinds: the kinds that are wanted.
    ///   - cursor: nil for the first page, then what the page before said.
    ///   - limit: how many at most.
    /// - Returns: the states, and which of the kinds they are all of.
    /// - Throws: whatever kept it from being read.
    func snapshot(of kinds: Set<String>, cursor: [UInt8]?, limit: Int) async throws -> SnapshotPage

    /// Keeps the log for a reader that acts on it: nothing after its place is trimmed.
    ///
    /// - Parameters:
    ///   - position: the last event that the reader has acted on; nil before the first.
    ///   - name: the reader's.
    /// - Throws: `LogChanged` if the position is not of that log; anything else means that the source
    ///   does not know.
    func acknowledge(_ position: EventPosition?, reader name: String) async throws
}

extension EventSource {
    /// A log that is never trimmed keeps nothing for anybody.
    package func acknowledge(_ position: EventPosition?, reader name: String) async throws {}
}

/// Why a log can't be read now, in words that the follower's health repeats; of other errors, which
/// may speak of persons, it tells no more than the type.
package struct UnreadableLog: Error, Hashable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}

/// Some of the present states of a log's things.
package struct SnapshotPage: Sendable, Hashable {
    /// Where the log stood when the snapshot began, or earlier.
    package let position: EventPosition
    /// Those of the kinds asked for that have snapshots; the others are read from the start.
    package let kinds: Set<String>
    /// What the newest event of each thing would say, its `seq` that of `position`.
    package let states: [StoredEvent]
    /// Nil after the last page.
    package let next: [UInt8]?

    package init(
        position: EventPosition,
        kinds: Set<String>,
        states: [StoredEvent],
        next: [UInt8]?
    ) {
        self.position = position
        self.kinds = kinds
        self.states = states
        self.next = next
    }
}

/// A log in the same process: a service that keeps projections of its own events.
package struct LocalEventSource: EventSource {
    package typealias Snapshot =
        @Sendable (_ kinds: Set<String>, _ cursor: [UInt8]?, _ limit: Int) async throws ->
        SnapshotPage

    private let log: EventLog
    private let takeSnapshot: Snapshot?
    private let store: Store

    /// - Parameters:
    ///   - store: whose log is read.
    ///   - snapshot: nil if everything is to be read from the start.
    package init(_ store: Store, snapshot: Snapshot? = nil) {
        self.store = store
        log = store.events
        takeSnapshot = snapshot
    }

    package func read(
        after position: EventPosition?,
        kinds: Set<String>,
        limit: Int,
        waitMilliseconds: Int
    ) async throws -> EventPage {
        try await log.read(
            after: position,
            filter: EventFilter(kinds: kinds),
            limit: limit,
            waitingAtMost: .milliseconds(waitMilliseconds),
            tellsProgress: true
        )
    }

    package func snapshot(
        of kinds: Set<String>,
        cursor: [UInt8]?,
        limit: Int
    ) async throws -> SnapshotPage {
        if let takeSnapshot { return try await takeSnapshot(kinds, cursor, limit) }
        return SnapshotPage(
            position: try await log.headPosition(),
            kinds: [],
            states: [],
            next: nil
        )
    }

    package func acknowledge(_ position: EventPosition?, reader name: String) async throws {
        try await store.write(label: "reader \(name)") { [log] transaction in
            try log.acknowledge(reader: name, position: position, transaction)
        }
    }
}
