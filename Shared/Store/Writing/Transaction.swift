package import GRDB
import struct FoundationEssentials.UUID

/// What a command may do while it holds the writer: SQL, events, and what survives a refusal.
///
/// It is handed to a command inside its savepoint, on the writer's thread, and must not leave it.
/// A command may run a second time, from the start, if the batch that it first ran in broke.
package final class Transaction {
    /// For what runs often; what runs rarely says it in GRDB's words.
    package let statements: Statements
    package var database: Database { statements.database }
    /// The service's clock, in milliseconds UTC, read once for the batch.
    package let nowMilliseconds: Int64

    /// What must be written even if the command refuses: a throttle's counter, a denial's audit.
    private(set) var survivors: [(Database) throws -> Void] = []
    /// What is written once the command has succeeded.
    private(set) var completions: [() throws -> Void] = []
    /// What happens in memory once all of it is on disk.
    private(set) var commitObservers: [@Sendable () -> Void] = []
    /// What a restore of the database must not undo.
    private(set) var outliving: [SurvivalRecord] = []
    /// The events that the command appended.
    var appended: [EventNotice] = []
    package var appendedCount: Int { appended.count }
    /// The last of them.
    package var lastSeq: Int64? { appended.last?.seq }
    /// Whether a job became due.
    var wakesJobs = false
    /// Whether what it removed must not be left in any file either.
    private(set) var leavesNoTrace = false
    let makeID: @Sendable (Int64) -> UUID
    private let sums: BatchSums
    /// Who caused it, for the one that is told of changed rights.
    package var cause: (any AnyObject & Sendable)?
    /// What the caller of the store gathers of it while it runs, as what its audit will say.
    package var draft: AnyObject?
    private let rightDidChange: (@Sendable (RightChange, (any AnyObject & Sendable)?) -> Void)?

    init(
        statements: Statements,
        nowMilliseconds: Int64,
        makeID: @escaping @Sendable (Int64) -> UUID,
        sums: BatchSums,
        rightDidChange: (@Sendable (RightChange, (any AnyObject & Sendable)?) -> Void)? = nil
    ) {
        self.statements = statements
        self.nowMilliseconds = nowMilliseconds
        self.makeID = makeID
        self.sums = sums
        self.rightDidChange = rightDidChange
    }

    /// Runs `body` in the same batch if, and only if, the command refuses.
    package func afterRefusal(_ body: @escaping (Database) throws -> Void) {
        survivors.append(body)
    }

    /// Runs `body` in the same batch once the command has succeeded, outside of its savepoint.
    ///
    /// SQLite copies each page that changes within a savepoint, so that it can be undone. What stands or
    /// falls with the command anyway is spared that here. If it fails, the batch is undone, and each of its
    /// commands runs again alone.
    package func afterSuccess(_ body: @escaping () throws -> Void) {
        completions.append(body)
    }

    /// The batch's tally, which keeps what this command adds if it succeeds.
    ///
    /// - Parameter make: Makes it, if the batch has none yet.
    /// - Returns: The same for all commands of the batch.
    package func tally<Tally: BatchTally>(_ make: () -> Tally) -> Tally { sums.tally(make) }

    /// Runs `body` on the writer's thread after the COMMIT, before the caller is answered.
    ///
    /// It does not run if the command is rolled back. It must be short: everybody waits for it.
    package func afterCommit(_ body: @escaping @Sendable () -> Void) {
        commitObservers.append(body)
    }

    /// Has it told, after the COMMIT, that an event of this transaction gives or takes a right.
    package func tell(of change: RightChange) {
        guard let rightDidChange else { return }
        afterCommit { [cause] in rightDidChange(change, cause) }
    }

    /// Writes a record where no restore of the database reaches it, before the COMMIT.
    ///
    /// It is not written if the command is rolled back.
    package func outlive(_ record: SurvivalRecord) {
        outliving.append(record)
    }

    /// Has the log beside the database emptied after the COMMIT, in which the pages stand as they were.
    ///
    /// SQLite overwrites what is deleted in the database itself (`secure_delete`, Debian's default).
    package func leaveNoTrace() {
        leavesNoTrace = true
    }

    /// What is kept in memory so far, for a part that may be undone.
    struct Mark {
        fileprivate let survivorCount: Int
        fileprivate let completionCount: Int
        fileprivate let observerCount: Int
        fileprivate let outlivingCount: Int
        fileprivate let appendedCount: Int
        fileprivate let addedCount: Int
        fileprivate let wakesJobs: Bool
    }

    func mark() -> Mark {
        Mark(
            survivorCount: survivors.count,
            completionCount: completions.count,
            observerCount: commitObservers.count,
            outlivingCount: outliving.count,
            appendedCount: appended.count,
            addedCount: sums.tally?.pendingCount ?? 0,
            wakesJobs: wakesJobs
        )
    }

    /// Forgets what was kept since the mark, after what was written since has been undone.
    func restore(_ mark: Mark) {
        survivors.removeLast(survivors.count - mark.survivorCount)
        completions.removeLast(completions.count - mark.completionCount)
        commitObservers.removeLast(commitObservers.count - mark.observerCount)
        outliving.removeLast(outliving.count - mark.outlivingCount)
        appended.removeLast(appended.count - mark.appendedCount)
        sums.tally?.forget(beyond: mark.addedCount)
        wakesJobs = mark.wakesJobs
    }
}
