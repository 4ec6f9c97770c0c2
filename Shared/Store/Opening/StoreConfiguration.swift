package import struct FoundationEssentials.UUID
import Glibc

/// What a store is opened with.
package struct StoreConfiguration: Sendable {
    /// Whose database it is; another service's file is refused.
    package var service: String
    package var shard: Int
    /// The database's file.
    ///
    /// Its lock is `PATH.lock`, beside SQLite's own `-wal` and `-shm`.
    package var path: String
    /// The kit's and the service's steps.
    ///
    /// The store's own come before them by themselves.
    package var migrations: [MigrationSet]
    /// The service's clock.
    package var clock: any StoreClock
    /// Makes the ids of events and epochs from the time.
    package var makeID: @Sendable (Int64) -> UUID
    /// Threads for calls' reads; one more is for what keeps the mesh together.
    ///
    /// Three of them are such as one person's reads, one program's and one tenant's leave free.
    package var readerCount = max(5, activeProcessorCount + 3)
    /// Reads that may wait for a thread; what one share may have of it is in `FairBound`.
    package var waitingReadLimit = 4_096
    /// A read that has held its snapshot so long is ended.
    package var readLimitMilliseconds = 1_000
    /// From this size on the `-wal` file is begun anew, even if reads must wait for that.
    package var logFileLimitBytes = 64 * 1024 * 1024
    package var cacheKibibytes = 64 * 1024
    /// How long another connection's lock (a backup's, an operator's shell) is waited for.
    package var busyTimeoutMilliseconds = 2_000
    /// Commands beyond it are refused as overload.
    package var queueLimit = 10_000
    package var batchLimit = 256
    /// A batch that took so long commits what it has; a command that took so long is reported.
    package var writerLimitMilliseconds = 50
    /// A database up to this size is checked whole when it is opened; a larger one would delay the
    /// start, and is checked by `Store.check()`.
    package var quickCheckLimitBytes: Int64 = 16 * 1024 * 1024
    /// How long a store that can't write waits before it tries again; then twice as long, up to 30
    /// seconds.
    package var recoveryPauseMilliseconds = 1_000
    /// How much room on the disk is kept for the mesh's own work, at most a sixteenth of it; 0 is none.
    package var reserveBytes: Int64 = 0
    /// Told of each event that gives or takes a right, on the writer's thread, once it is committed and
    /// before anybody is answered, with what its transaction was attributed to.
    package var rightDidChange: (@Sendable (RightChange, (any AnyObject & Sendable)?) -> Void)?
    /// A cap on the database's size; nil leaves it to the disk.
    package var maximumPages: Int?
    /// Where what a restore must not undo is kept; nil for a database that nobody restores.
    package var survival: Survival?
    package var hooks = StoreHooks()

    package init(
        service: String,
        shard: Int = 0,
        path: String,
        migrations: [MigrationSet] = [],
        clock: any StoreClock = SystemStoreClock(),
        makeID: @escaping @Sendable (Int64) -> UUID = TimeOrderedID.make
    ) {
        self.service = service
        self.shard = shard
        self.path = path
        self.migrations = migrations
        self.clock = clock
        self.makeID = makeID
    }

    /// What its figures are told with; those of a service's second database, `partners.files`, with both
    /// names.
    var dimensions: [(String, String)] {
        let names = service.split(separator: ".", maxSplits: 1).map(String.init)
        return Array(zip(["service", "database"], names))
    }

    /// The service's time, in milliseconds UTC.
    func nowMilliseconds() -> Int64 { clock.wallMilliseconds }
}

/// An event that gives or takes a right.
package struct RightChange: Sendable, Hashable {
    package let event: String
    package let body: [UInt8]
    package let subject: UUID
    package let tenant: UUID?

    package init(event: String, body: [UInt8], subject: UUID, tenant: UUID?) {
        self.event = event
        self.body = body
        self.subject = subject
        self.tenant = tenant
    }
}

/// Places where a test steps in between, to have an interleaving that it can repeat.
package struct StoreHooks: Sendable {
    /// On the writer's thread, with the batch in hand and before its transaction begins.
    package var batchWillBegin: @Sendable (_ size: Int) -> Void = { _ in }
    /// On the writer's thread, with every command performed and nothing committed.
    package var batchWillCommit: @Sendable () -> Void = {}
    /// On the writer's thread, committed, with nobody answered.
    package var batchDidCommit: @Sendable () -> Void = {}
    /// On the writer's thread, after an attempt to empty the `-wal` file of what was erased.
    package var logFileWasTried: @Sendable (_ isEmpty: Bool) -> Void = { _ in }
    /// On whichever connection, with the text of a statement that begins to run.
    package var statementWillRun: (@Sendable (_ sql: String) -> Void)?

    package init() {}
}

/// Processors that this process may run on.
private var activeProcessorCount: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
