package import GRDB
import Logging
package import struct FoundationEssentials.UUID
import Synchronization

/// A service's database: many readers, one writer that commits in groups, an event log.
///
/// Values and errors cross; connections, statements and transactions never leave the closure that
/// they were handed to.
package final class Store: Sendable {
    package let configuration: StoreConfiguration
    package let events: EventLog
    let answers: Answers
    let jobNews = Sequencer()
    let clock: ClockWatch
    let logger: Logger
    private let connections: Connections
    private let readers: Readers
    private let writer: Writer
    private let status: StoreStatus
    private let reserve: Reserve
    private let running = RunningCommands()
    private let thread: Mutex<WriterThread?>
    private let lock: Mutex<LockFile?>

    init(
        _ opened: OpenedDatabase,
        configuration: StoreConfiguration,
        reserve: Reserve,
        logger: Logger
    ) throws {
        self.configuration = configuration
        self.logger = logger
        self.reserve = reserve
        connections = Connections(opened.pool)
        status = StoreStatus(opened.state, logger: logger)
        readers = try Readers(connections, configuration)
        (answers, events, clock) = try opened.load(configuration, readers)
        writer = try Writer(
            connections,
            readers: readers,
            configuration: configuration,
            status: status,
            meter: WriterMeter(configuration.dimensions, logger: logger),
            reserve: reserve,
            logger: logger,
            didCommit: { [events, jobNews] news in
                events.publish(news.events[...])
                if let survival = configuration.survival {
                    let head = events.head
                    survival.note(epoch: head.epoch, seq: head.seq)
                }
                if news.wakesJobs { jobNews.advance() }
            }
        )
        lock = Mutex(opened.lock)
        thread = Mutex(WriterThread(running: writer.run))
        readers.start()
        reserve.look()
    }

    /// Whether commands are taken.
    package var state: StoreState { status.current }

    /// Whether the disk has room for more than the mesh's own work.
    package var hasRoom: Bool { !reserve.isStillLow() }

    /// The last event on disk.
    package var head: StorePosition { events.head }

    /// Runs `body` on a reader: a snapshot in which nothing changes meanwhile.
    ///
    /// - Parameters:
    ///   - ticket: for whom, which decides when its turn is; the ticket of the call that the task
    ///     works for, unless said otherwise.
    ///   - body: the read; it is ended after a second, or when nobody waits for it any more.
    /// - Returns: what `body` returned.
    /// - Throws: `ReadRefusal` if it did not run to its end; what `body` threw.
    package func read<T: Sendable>(
        for ticket: ReadTicket = .current,
        _ body: @escaping @Sendable (Database) throws -> T
    ) async throws -> T {
        try await readers.read(for: ticket, body)
    }

    /// Runs `body`, which may take minutes, on a snapshot.
    ///
    /// It is for the commands of a service that is not running: as long as it lasts, the `-wal` file
    /// of a running one could not begin anew.
    package func readUnbounded<T: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> T
    ) async throws -> T {
        try await readers.read(for: .mesh, isBounded: false, body)
    }

    /// Runs `body` on the writer, in a savepoint of the next batch, and returns once it is on disk.
    ///
    /// - Parameters:
    ///   - label: For logs and metrics.
    ///   - isUrgent: Whether it comes before the commands that wait, however many they are: for what
    ///     callers must not be able to delay.
    ///   - body: What is written.
    /// - Returns: What `body` returned.
    /// - Throws: what `body` threw, with all that it did undone; a `StoreError` if the store does
    ///   not write or the COMMIT failed.
    package func write<T: Sendable>(
        label: String = "write",
        isUrgent: Bool = false,
        _ body: @escaping @Sendable (Transaction) throws -> T
    ) async throws -> T {
        let result: Result<T, any Error> = await withUnsafeContinuation { continuation in
            submit(
                WriteWork(
                    label: label,
                    isUrgent: isUrgent,
                    path: configuration.path,
                    body: body
                ) {
                    continuation.resume(returning: $0)
                }
            )
        }
        return try result.get()
    }

    /// Runs a caller's command, once for its key, and returns when its answer is on disk.
    ///
    /// Any number of callers may ask at once under the same key; `body` runs for one of them.
    ///
    /// - Parameters:
    ///   - command: under what its answer is kept, and whether somebody still waits for it.
    ///   - body: deterministic, and touching nothing but the transaction: it runs again by itself
    ///     if the batch that it first ran in broke.
    /// - Returns: how it ended.
    package func command(
        _ command: StoreCommand,
        _ body: @escaping @Sendable (Transaction) throws -> Verdict
    ) async -> StoredAnswer {
        if case .readOnly(let cause) = status.current {
            return await replayed(command) ?? .readOnly(cause)
        }
        if !command.mayUseReserve, reserve.isStillLow() {
            return await replayed(command) ?? .noRoom
        }
        return await withUnsafeContinuation { continuation in
            let caller = RunningCommand.Caller(isAbandoned: command.isAbandoned) {
                continuation.resume(returning: $0)
            }
            enter(command, body, caller)
        }
    }

    /// Finishes what is queued, then lets go of the file.
    package func close() async {
        writer.queue.shut()
        let ending = thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        await ending?.join()
        events.close()
        await readers.close()
        finish(connections.current)
        lock.withLock { $0 = nil }
    }

    /// Moves what was committed into the database's file, and empties the log beside it.
    package func emptyLog() async throws {
        try await connections.current.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
        }
    }

    /// Leaves one file that holds everything, so that it can be copied alone.
    private func finish(_ database: DatabasePool) {
        do {
            if status.current == .writable {
                let isBusy = try database.writeWithoutTransaction { database in
                    try clock.mark?.save(in: database)
                    return try Bool.fetchOne(database, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
                }
                if isBusy != false {
                    logger.warning("Another program reads the database: its -wal file stays")
                }
            }
            try database.close()
            configuration.survival?.sync()
        } catch {
            logger.warning("The database did not close", metadata: ["error": "\(error)"])
        }
    }

    /// How many commands wait.
    package var queueDepth: Int { writer.queue.depth }

    /// How many callers wait for commands with keys, those that joined another included.
    var keyedCallerCount: Int { running.callerCount }

    private func submit(_ work: Work) {
        if case .readOnly(let cause) = status.current {
            work.fail(.readOnly(cause))
        } else if let failure = writer.queue.submit(work) {
            work.fail(failure)
        }
    }

    /// What was answered under a command's key: that is known also where nothing new may be done.
    ///
    /// - Returns: Nil if nothing was.
    package func replayed(_ command: StoreCommand) async -> StoredAnswer? {
        guard command.storesAnswer, let key = command.key else { return nil }
        let hashed = answers.hash(key, request: command.request)
        return try? await read { [answers] database in
            try answers.stored(for: hashed, Statements(database))
        }
    }

    private func enter(
        _ command: StoreCommand,
        _ body: @escaping @Sendable (Transaction) throws -> Verdict,
        _ caller: RunningCommand.Caller
    ) {
        guard command.storesAnswer, let key = command.key else {
            submit(command, body, RunningCommand(key: nil, first: caller))
            return
        }
        if let objection = answers.objection(to: key.key, at: clock.reading) {
            caller.answer(objection)
            return
        }
        switch running.enter(answers.hash(key, request: command.request), caller) {
        case .first(let entry): submit(command, body, entry)
        case .joined: break
        }
    }

    private func submit(
        _ command: StoreCommand,
        _ body: @escaping @Sendable (Transaction) throws -> Verdict,
        _ entry: RunningCommand
    ) {
        let work = CommandWork(command: command, entry: entry, answers: answers, body: body) {
            [self] result in
            for (index, caller) in running.leave(entry).enumerated() {
                answer(caller, result, isFirst: index == 0, command, body)
            }
        }
        submit(work)
    }

    /// A caller that joined after all others had gone still waits: that command begins anew.
    private func answer(
        _ caller: RunningCommand.Caller,
        _ result: StoredAnswer,
        isFirst: Bool,
        _ command: StoreCommand,
        _ body: @escaping @Sendable (Transaction) throws -> Verdict
    ) {
        switch result {
        case .abandoned:
            if let abandonment = caller.isAbandoned() {
                caller.answer(.abandoned(abandonment))
            } else {
                enter(command, body, caller)
            }
        case .answered(let answer, let replayed):
            caller.answer(.answered(answer, replayed: replayed || !isFirst))
        default:
            caller.answer(result)
        }
    }
}

/// A place in a store's own event log.
package struct StorePosition: Sendable, Hashable {
    package let epoch: UUID
    package let seq: Int64

    package init(epoch: UUID, seq: Int64) {
        self.epoch = epoch
        self.seq = seq
    }
}
