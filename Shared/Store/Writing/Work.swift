import GRDB
import OctopusFairTurns

/// One entry of the writer's queue.
///
/// It belongs to the thread that made it until it is submitted, and to the writer's thread from then on,
/// which is why nothing in it is locked.
class Work: @unchecked Sendable {
    let label: String
    /// Whether it comes before all work that is not.
    let isUrgent: Bool
    /// Whose turn it takes.
    let share: Share
    /// The events that it wrote, and what to do once they are on disk.
    fileprivate(set) var appended: [EventNotice] = []
    fileprivate(set) var commitObservers: [@Sendable () -> Void] = []
    fileprivate(set) var outliving: [SurvivalRecord] = []
    fileprivate(set) var wakesJobs = false
    fileprivate(set) var leavesNoTrace = false

    init(label: String, isUrgent: Bool = false, share: Share) {
        self.label = label
        self.isUrgent = isUrgent
        self.share = share
    }

    /// Does the work inside the batch's transaction, and keeps its result for `finish`.
    ///
    /// - Throws: `TransactionGone` only.
    func perform(in batch: BatchContext) throws(TransactionGone) {}

    /// Answers with the result of `perform`: it is on disk.
    func finish() {}

    /// Answers that nothing was, or may have been, done.
    func fail(_ failure: WorkFailure) {}

    /// Takes over what a transaction left for after the COMMIT.
    func keep(_ transaction: Transaction) {
        appended = transaction.appended
        commitObservers = transaction.commitObservers
        outliving = transaction.outliving
        wakesJobs = transaction.wakesJobs
        leavesNoTrace = transaction.leavesNoTrace
    }

    /// Forgets what an earlier run left.
    func forget() {
        appended = []
        commitObservers = []
        outliving = []
        wakesJobs = false
        leavesNoTrace = false
    }
}

/// Why a piece of work has no result of its own.
enum WorkFailure: Sendable {
    case overloaded
    /// There was no room for it on the disk.
    case noRoom
    case readOnly(String)
    case closed
    /// Its COMMIT failed.
    case unknown
    /// Its transaction could not begin, or was gone when it failed.
    case failed(any Error)
}

/// SQLite has rolled back everything beneath the savepoints.
struct TransactionGone: Error {
    let cause: any Error
}

/// What work sees of the batch that it is performed in.
struct BatchContext {
    let statements: Statements
    let nowMilliseconds: Int64
    let configuration: StoreConfiguration
    let status: StoreStatus
    /// Whether the disk has only its reserve left.
    let isRoomLow: Bool
    /// What its work adds up.
    let sums = BatchSums()

    var database: Database { statements.database }

    func makeTransaction() -> Transaction {
        // What is pending is of one that failed.
        sums.tally?.forget(beyond: 0)
        return Transaction(
            statements: statements,
            nowMilliseconds: nowMilliseconds,
            makeID: configuration.makeID,
            sums: sums,
            rightDidChange: configuration.rightDidChange
        )
    }

    /// Runs `body` inside a savepoint; what it did stays if it says so.
    ///
    /// - Throws: `TransactionGone` if there is no transaction left, else what `body` threw, with all
    ///   that it did undone.
    func savepoint<T>(_ body: () throws -> (T, keeps: Bool)) throws -> T {
        do {
            try statements.run("SAVEPOINT work")
        } catch {
            throw TransactionGone(cause: error)
        }
        do {
            let (value, keeps) = try body()
            guard database.isInsideTransaction else {
                throw TransactionGone(cause: StoreError.closed)
            }
            if !keeps {
                try statements.undo("ROLLBACK TO work")
            }
            try statements.run("RELEASE work")
            return value
        } catch {
            try undo(error)
            throw error
        }
    }

    /// Writes what a transaction that succeeded left for after it.
    func complete(_ transaction: Transaction) throws(TransactionGone) {
        do {
            for completion in transaction.completions { try completion() }
            sums.tally?.keep()
        } catch {
            noteDamage(error)
            throw TransactionGone(cause: error)
        }
    }

    /// Writes what the batch's work added up.
    func writeSums() throws(TransactionGone) {
        guard let tally = sums.tally else { return }
        do {
            try tally.write(statements)
        } catch {
            noteDamage(error)
            throw TransactionGone(cause: error)
        }
    }

    private func noteDamage(_ error: any Error) {
        if case .corrupt(let path, let finding) = StoreError.reading(
            error,
            path: configuration.path
        ) {
            status.stopWriting(StoreError.corrupt(path: path, finding: finding).description)
        }
    }

    private func undo(_ error: any Error) throws {
        noteDamage(error)
        guard database.isInsideTransaction else { throw TransactionGone(cause: error) }
        do {
            try statements.undo("ROLLBACK TO work")
            try statements.run("RELEASE work")
        } catch let second {
            throw TransactionGone(cause: second)
        }
    }
}
