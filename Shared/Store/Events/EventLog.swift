package import GRDB
import Synchronization
package import struct FoundationEssentials.UUID

/// What a service tells the others, in the order of its commits.
package final class EventLog: Sendable {
    static let epochName = "log.epoch"
    static let trimmedSeqName = "log.trimmedSeq"
    static let trimmedIDName = "log.trimmedID"
    /// How many events one read looks at, however few of them are wanted: it bounds the time that a
    /// snapshot of the database is held open.
    static let scanLimit: Int64 = 5_000
    /// How long events that are not wanted are gathered before a follower is told that the log went
    /// on: of a log that grows all the time it hears some hundred times a second, not more.
    static let gathering: Duration = .milliseconds(2)

    private let reading: Readers
    private let news: EventNews
    /// How many pages were read from the database; waiting reads none.
    let pagesRead = Atomic<Int64>(0)
    /// Seals the places that readers are given.
    package let cursors: CursorSeal
    private let currentEpoch: Mutex<UUID>
    private let firstKept: Atomic<Int64>

    init(_ database: Database, configuration: StoreConfiguration, readers: Readers) throws {
        reading = readers
        let now = configuration.nowMilliseconds()
        let epoch: UUID
        if let stored = try UUID.fetchOne(
            database,
            sql: "SELECT value FROM meta WHERE name = ?",
            arguments: [Self.epochName]
        ) {
            epoch = stored
        } else {
            epoch = configuration.makeID(now)
            try Meta.set(Self.epochName, to: epoch.databaseValue, in: database)
        }
        currentEpoch = Mutex(epoch)
        let (head, tail) = try Self.bounds(database)
        news = EventNews(head: head)
        firstKept = Atomic(tail)
        cursors = CursorSeal(secret: try Answers.secret(database))
    }

    package var epoch: UUID { currentEpoch.withLock { $0 } }

    /// The last event on disk.
    package var head: StorePosition { StorePosition(epoch: epoch, seq: news.head) }

    /// The first event that is kept.
    package var tail: Int64 { firstKept.load(ordering: .acquiring) }

    /// Says that the log was trimmed, once that is on disk.
    func trimmed(through seq: Int64) { firstKept.max(seq + 1, ordering: .acquiringAndReleasing) }

    /// Some of the events after a position.
    ///
    /// - Parameters:
    ///   - position: nil is before the first event that is kept.
    ///   - filter: which of them.
    ///   - limit: how many events at most.
    /// - Returns: the events, and where to go on.
    /// - Throws: `LogChanged` if the log is not the one that the position is of.
    package func read(
        after position: EventPosition?,
        filter: EventFilter = .init(),
        limit: Int
    ) async throws -> EventPage {
        try await read(after: position, filter: filter, limit: limit) { _ in }.page
    }

    /// The same, with what is made of the page in the read's own turn.
    private func read<T: Sendable>(
        after position: EventPosition?,
        filter: EventFilter,
        limit: Int,
        _ make: @escaping @Sendable (EventPage) throws -> T
    ) async throws -> (page: EventPage, made: T) {
        let epoch = epoch
        pagesRead.add(1, ordering: .relaxed)
        return try await reading.read { database in
            let page = try EventQuery(epoch: epoch, filter: filter, limit: limit).page(
                after: position,
                database
            )
            return (page, try make(page))
        }
    }

    /// The same, but waits for the log to grow if there is nothing yet.
    ///
    /// Neither a connection nor a read is spent on events that are not wanted: what was committed
    /// meanwhile is known from memory. The page is empty when the time has passed or the task is
    /// cancelled.
    ///
    /// - Parameters:
    ///   - position: nil is before the first event that is kept.
    ///   - filter: which of them.
    ///   - limit: how many events at most.
    ///   - timeout: how long to wait for the first.
    ///   - tellsProgress: whether events that are not wanted end the wait too, with an empty page. A
    ///     follower asks so: its callers wait until it has passed what they saw, of any kind.
    ///   - make: what is made of the page, on the thread that read it: so that it counts as the read
    ///     does, and a thousand readers that an event wakes take turns with everybody else.
    /// - Returns: the events and where to go on, and what was made of them.
    /// - Throws: `LogChanged` if the log is not the one that the position is of; what `make` throws.
    package func read<T: Sendable>(
        after position: EventPosition?,
        filter: EventFilter = .init(),
        limit: Int,
        waitingAtMost timeout: Duration,
        tellsProgress: Bool = false,
        _ make: @escaping @Sendable (EventPage) throws -> T
    ) async throws -> (page: EventPage, made: T) {
        let clock = ContinuousClock()
        let deadline = clock.now.advanced(by: timeout)
        let asked = position
        var position = position
        while true {
            let read = try await read(after: position, filter: filter, limit: limit, make)
            let page = read.page
            let remaining = clock.now.duration(to: deadline)
            if !page.events.isEmpty || remaining <= .zero || Task.isCancelled { return read }
            position = page.next
            guard page.isAtHead else { continue }
            let hasMoved = asked.map { $0 != page.next } ?? false
            if !(tellsProgress && hasMoved) {
                await news.wait(
                    after: page.next.seq,
                    filter,
                    wakesForAll: tellsProgress,
                    timeout: remaining
                )
            }
            var finding = news.finding(after: page.next.seq, filter)
            if tellsProgress, hasMoved || finding != .nothing, finding != .wanted {
                try? await Task.sleep(for: min(remaining, Self.gathering))
                finding = news.finding(after: page.next.seq, filter)
            }
            switch finding {
            case .wanted: continue
            case .foreign(let seq, let id):
                let passed = page.passed(seq, id)
                return (passed, try make(passed))
            case .nothing: return read
            }
        }
    }

    /// The same, of which nothing is made.
    package func read(
        after position: EventPosition?,
        filter: EventFilter = .init(),
        limit: Int,
        waitingAtMost timeout: Duration,
        tellsProgress: Bool = false
    ) async throws -> EventPage {
        try await read(
            after: position,
            filter: filter,
            limit: limit,
            waitingAtMost: timeout,
            tellsProgress: tellsProgress
        ) { _ in }.page
    }

    /// Returns when the log has an event after `seq` that is wanted, the time has passed or the task
    /// is cancelled.
    ///
    /// - Returns: whether there is one.
    package func waitForNews(
        of filter: EventFilter = .init(),
        after seq: Int64,
        timeout: Duration?
    ) async -> Bool {
        await news.wait(after: seq, filter, timeout: timeout)
        return news.finding(after: seq, filter) == .wanted
    }

    /// How many wait for news.
    var waiterCount: Int { news.waiterCount }

    func read<T: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> T
    ) async throws -> T {
        try await reading.read(body)
    }

    func publish(_ events: ArraySlice<EventNotice>) {
        news.publish(events)
    }

    func renew(_ epoch: UUID) {
        currentEpoch.withLock { $0 = epoch }
    }

    func close() {
        news.close()
    }

    /// The position of the last event, on disk.
    package func headPosition() async throws -> EventPosition {
        try await reading.read { [self] database in try position(in: database) }
    }

    /// The position of the last event as a reader's snapshot has it, for what is read together with
    /// it.
    package func position(in database: Database) throws -> EventPosition {
        let (head, tail) = try Self.bounds(database)
        let id = try EventQuery.id(of: head, tail: tail, database)
        return EventPosition(epoch: epoch, seq: head, id: id)
    }

    /// The last event there ever was, and the first that is kept.
    static func bounds(_ database: Database) throws -> (head: Int64, tail: Int64) {
        let statement = try database.cachedStatement(
            sql: "SELECT seq FROM sqlite_sequence WHERE name = 'events'"
        )
        let head = try Int64.fetchOne(statement) ?? 0
        let meta = try database.cachedStatement(sql: "SELECT value FROM meta WHERE name = ?")
        let trimmed = try Int64.fetchOne(meta, arguments: [trimmedSeqName]) ?? 0
        return (head, trimmed + 1)
    }
}
