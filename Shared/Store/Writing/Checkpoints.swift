import GRDB
import GRDBSQLite
import Logging

/// Keeps the `-wal` file within a bound, whatever is read meanwhile.
///
/// SQLite begins the file anew only at a moment at which no reader looks into it. Where reads follow on
/// each other without a gap there is no such moment, and the file grows. So once it reaches its bound,
/// new reads are held back until the running ones have ended, which takes a second at most.
///
/// It belongs to the writer's thread.
final class Checkpoints: @unchecked Sendable {
    /// From so many pages on a checkpoint is tried: it costs two fsyncs and every page that changed, so a
    /// page that is changed again and again is better written once.
    private static let fewestPages = 8192
    /// After an attempt that could not begin the file anew.
    private static let pagesToNextAttempt = 1024

    private let readers: Readers
    private let configuration: StoreConfiguration
    private let logger: Logger
    private var pages = 0
    private var nextAttempt = 0
    private var wasBeyondLimit = false
    /// Somebody was erased; also before the process began, for all that it knows.
    private var mustEmpty = true
    private var nextEmptying: Int64 = 0
    private static let nanosecondsToNextEmptying: Int64 = 1_000_000_000

    init(_ readers: Readers, _ configuration: StoreConfiguration, _ logger: Logger) {
        self.readers = readers
        self.configuration = configuration
        self.logger = logger
    }

    /// Learns after each commit of the connection how long the file is; SQLite makes no checkpoints of
    /// its own any more.
    func watch(_ database: Database) {
        pages = 0
        nextAttempt = 0
        sqlite3_wal_hook(
            database.sqliteConnection,
            { context, _, _, pages in
                guard let context else { return SQLITE_OK }
                Unmanaged<Checkpoints>.fromOpaque(context).takeUnretainedValue().pages = Int(pages)
                return SQLITE_OK
            },
            Unmanaged.passUnretained(self).toOpaque()
        )
    }

    /// Has the file emptied after this batch, since it holds what was to be erased.
    func askToEmpty() {
        mustEmpty = true
        nextEmptying = 0
    }

    /// How long until the file is to be emptied, batch or not; nil if it holds nothing that was erased.
    var millisecondsToEmptying: Int? {
        guard mustEmpty else { return nil }
        return Int(max(0, nextEmptying - monotonicNanoseconds()) + 999_999) / 1_000_000
    }

    /// Makes a checkpoint if it is time for one.
    func makeIfDue(_ database: Database) {
        if mustEmpty, monotonicNanoseconds() >= nextEmptying { empty(database) }
        guard pages >= Self.fewestPages, pages >= nextAttempt else { return }
        if restart(database) { return }
        nextAttempt = pages + Self.pagesToNextAttempt
        guard pages >= mostPages(database) else { return }
        var isRestarted = false
        // A read ends by itself within its limit; some more for the threads to notice.
        let patience = configuration.readLimitMilliseconds + 200
        _ = readers.whileHeld(waitingMilliseconds: patience) { isRestarted = restart(database) }
        if !isRestarted, !wasBeyondLimit {
            logger.warning(
                "The -wal file grows beyond its bound: another program reads the database",
                metadata: ["pages": "\(pages)"]
            )
        }
        wasBeyondLimit = !isRestarted
    }

    /// Leaves nothing in the file; what reads keep from being removed now is tried again a second later.
    private func empty(_ database: Database) {
        mustEmpty = !checkpoint(database, SQLITE_CHECKPOINT_TRUNCATE)
        if mustEmpty {
            let patience = configuration.readLimitMilliseconds + 200
            _ = readers.whileHeld(waitingMilliseconds: patience) {
                mustEmpty = !checkpoint(database, SQLITE_CHECKPOINT_TRUNCATE)
            }
        }
        nextEmptying = monotonicNanoseconds() + Self.nanosecondsToNextEmptying
        configuration.hooks.logFileWasTried(!mustEmpty)
    }

    /// Moves what can be moved into the database, and lets the file begin anew if no reader needs it.
    private func restart(_ database: Database) -> Bool {
        checkpoint(database, SQLITE_CHECKPOINT_RESTART)
    }

    private func checkpoint(_ database: Database, _ mode: Int32) -> Bool {
        let connection = database.sqliteConnection
        sqlite3_busy_timeout(connection, 0)
        defer { sqlite3_busy_timeout(connection, Int32(configuration.busyTimeoutMilliseconds)) }
        let result = sqlite3_wal_checkpoint_v2(
            connection,
            nil,
            mode,
            nil,
            nil
        )
        guard result == SQLITE_OK else { return false }
        pages = 0
        nextAttempt = 0
        return true
    }

    private func mostPages(_ database: Database) -> Int {
        let pageBytes = (try? Int.fetchOne(database, sql: "PRAGMA page_size")) ?? 4096
        return configuration.logFileLimitBytes / (pageBytes + 24)
    }
}
