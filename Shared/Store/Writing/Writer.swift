import GRDB
import Glibc
import Logging
import Synchronization

/// The one thread that writes a database: what queued up while it was busy is its next batch.
///
/// There is no delay timer: a lone command is committed at once, and many share one fsync. Which of
/// them comes first is settled by turns, so that nobody's many commands hold up another's one.
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
        while let waiting = queue.wait(
            milliseconds: status.mayRecover ? pause : millisecondsToEmptying
        ) {
            if waiting == 0 {
                if status.mayRecover {
                    pause =
                        recover() ? configuration.recoveryPauseMilliseconds : min(2 * pause, 30_000)
                    if !status.mayRecover { statements = makeStatements() }
                } else if case .writable = status.current {
                    connections.current.writeWithoutTransaction { checkpoints.makeIfDue($0) }
                }
                continue
            }
            meter.queued(waiting)
            runBatch(min(waiting, configuration.batchLimit), statements)
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

    /// Performs up to so much of what waits in one transaction.
    ///
    /// What comes meanwhile may have an earlier turn, but makes no batch longer.
    private func runBatch(_ most: Int, _ statements: Statements) {
        let works = queue.turns(most, withinMilliseconds: configuration.writerLimitMilliseconds)
        if case .readOnly(let cause) = status.current {
            for work in works { work.fail(.readOnly(cause)) }
            return
        }
        configuration.hooks.batchWillBegin(most)
        connections.current.writeWithoutTransaction { database in
            defer { checkpoints.makeIfDue(database) }
            Batch(
                statements: statements,
                configuration: configuration,
                status: status,
                meter: meter,
                reserve: reserve,
                checkpoints: checkpoints,
                didCommit: didCommit
            ).run(works)
        }
    }
}

/// What a commit changed that others wait for.
struct CommitNews: Sendable {
    var events: [EventNotice] = []
    var wakesJobs = false
}
