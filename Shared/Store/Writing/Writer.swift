import GRDB
import Glibc
import Logging
import Synchronization

/// The one thread that writes a database: what queued up while it was busy is its next batch.
///
/// There is no delay timer: a lone command is committed at once, and many share one fsync.
final class Writer: Sendable {
    let queue: WriterQueue
    private let connections: Connections
    private let logger: Logger
    private let configuration: StoreConfiguration
    private let status: StoreStatus
    private let meter: WriterMeter
    private let reserve: Reserve
    private let didCommit: @Sendable (CommitNews) -> Void
    private let checkpoints: Checkpoints

    init(
        _ connections: Connections,
        readers: Readers,
        configuration: StoreConfiguration,
        status: StoreStatus,
        meter: WriterMeter,
        reserve: Reserve,
        logger: Logger,
        didCommit: @escaping @Sendable (CommitNews) -> Void
    ) throws(StoreError) {
        self.connections = connections
        self.logger = logger
        self.configuration = configuration
        self.status = status
        self.meter = meter
        self.reserve = reserve
        self.didCommit = didCommit
        checkpoints = Checkpoints(readers, configuration, logger)
        queue = try WriterQueue(limit: configuration.queueLimit)
    }

    /// Runs on the writer's thread until the queue is shut and empty.
    func run() {
        var statements = makeStatements()
        var pause = configuration.recoveryPauseMilliseconds
        while let works = queue.takeAll(
            waitingMilliseconds: status.mayRecover ? pause : millisecondsToEmptying
        ) {
            if works.isEmpty {
                if status.mayRecover {
                    pause =
                        recover() ? configuration.recoveryPauseMilliseconds : min(2 * pause, 30_000)
                    if !status.mayRecover { statements = makeStatements() }
                } else if case .writable = status.current {
                    connections.current.writeWithoutTransaction { checkpoints.makeIfDue($0) }
                }
                continue
            }
            meter.queued(works.count)
            var rest = works[...]
            while !rest.isEmpty {
                let urgent = queue.takeUrgent()
                if !urgent.isEmpty { rest = ArraySlice(urgent + rest) }
                rest = runBatch(rest, statements)
            }
        }
    }

    /// What is on a disk that failed is not touched.
    private var millisecondsToEmptying: Int? {
        if case .writable = status.current { checkpoints.millisecondsToEmptying } else { nil }
    }

    private func makeStatements() -> Statements {
        connections.current.writeWithoutTransaction { database in
            checkpoints.watch(database)
            return Statements(database)
        }
    }

    private func recover() -> Bool {
        reserve.shrink()
        guard let pool = Recovery(configuration: configuration, logger: logger).attempt() else {
            return false
        }
        connections.replace(by: pool)
        status.writeAgain()
        return true
    }

    /// Performs as much of `works` as belongs into one transaction.
    ///
    /// - Returns: what is left for the next.
    private func runBatch(
        _ works: ArraySlice<Work>,
        _ statements: Statements
    ) -> ArraySlice<Work> {
        if case .readOnly(let cause) = status.current {
            for work in works { work.fail(.readOnly(cause)) }
            return []
        }
        let candidates = works.prefix(configuration.batchLimit)
        configuration.hooks.batchWillBegin(candidates.count)
        let taken = connections.current.writeWithoutTransaction { database in
            defer { checkpoints.makeIfDue(database) }
            return Batch(
                statements: statements,
                configuration: configuration,
                status: status,
                meter: meter,
                reserve: reserve,
                checkpoints: checkpoints,
                didCommit: didCommit
            ).run(candidates)
        }
        return works.dropFirst(taken)
    }
}

/// What a commit changed that others wait for.
struct CommitNews: Sendable {
    var events: [EventNotice] = []
    var wakesJobs = false
}
