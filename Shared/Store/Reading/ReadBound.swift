import GRDB
import GRDBSQLite

/// Ends a read at its time, or when nobody waits for it any more.
///
/// SQLite asks between its steps, on the thread that reads. So the end can't come late and hit the next
/// read of the connection, as an interruption from another thread could.
///
/// It belongs to one reader's thread.
final class ReadBound {
    /// Instructions of SQLite's machine between two questions: some tens of microseconds.
    private static let stride: Int32 = 1_000

    private let limitMilliseconds: Int
    private var ticket = ReadTicket.mesh
    private var endsAt: Int64 = .max
    private var end: ReadRefusal?

    init(limitMilliseconds: Int) {
        self.limitMilliseconds = limitMilliseconds
    }

    /// Runs a read on its connection.
    ///
    /// - Parameters:
    ///   - database: The connection, inside the read's snapshot.
    ///   - ticket: Says whether somebody still waits.
    ///   - isBounded: False for a read of a service that is not running.
    ///   - body: The read.
    /// - Returns: What the body returned.
    /// - Throws: `ReadRefusal` if it was ended, else what the body threw.
    func run<T>(
        _ database: Database,
        _ ticket: ReadTicket,
        isBounded: Bool,
        _ body: (Database) throws -> T
    ) throws -> T {
        guard isBounded else { return try body(database) }
        self.ticket = ticket
        endsAt = monotonicNanoseconds() + Int64(limitMilliseconds) * 1_000_000
        end = nil
        sqlite3_progress_handler(
            database.sqliteConnection,
            Self.stride,
            { context in
                guard let context else { return 0 }
                let bound = Unmanaged<ReadBound>.fromOpaque(context).takeUnretainedValue()
                return bound.mustEnd() ? 1 : 0
            },
            Unmanaged.passUnretained(self).toOpaque()
        )
        defer { sqlite3_progress_handler(database.sqliteConnection, 0, nil, nil) }
        do {
            let result = try body(database)
            // A body that passed over the interruption has no whole result.
            if let end { throw end }
            return result
        } catch {
            throw end ?? error
        }
    }

    private func mustEnd() -> Bool {
        if end != nil { return true }
        if let abandonment = ticket.isAbandoned() {
            end = .abandoned(abandonment)
        } else if monotonicNanoseconds() >= endsAt {
            end = .tooLong(limitMilliseconds: limitMilliseconds)
        }
        return end != nil
    }
}
