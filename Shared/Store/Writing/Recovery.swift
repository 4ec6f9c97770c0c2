import GRDB
import Logging

/// How a store that can't write finds out that it can again.
///
/// The file is opened anew, as at a start. Then room for a batch is written, committed with its fsync,
/// and given back. That commit takes the place in the log of the one that failed, so from then on
/// it is known that the failed one was not done.
struct Recovery {
    /// A store that gets one page and stops at the next commit would answer `unknown` again and again.
    private static let roomBytes = 256 * 1024
    private static let name = "recovery.room"

    let configuration: StoreConfiguration
    let logger: Logger

    /// - Returns: the connections to write with; nil if it can't be written yet.
    func attempt() -> DatabasePool? {
        do {
            let pool = try DatabaseOpening(configuration: configuration, logger: logger)
                .openToWrite()
            try pool.writeWithoutTransaction { database in
                // Without room for the log, it begins again at its start.
                try database.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
                try claimRoom(database)
            }
            return pool
        } catch {
            logger.debug("It still can't be written", metadata: ["error": "\(error)"])
            return nil
        }
    }

    private func claimRoom(_ database: Database) throws {
        do {
            try database.execute(
                sql: """
                    INSERT INTO meta VALUES (?, zeroblob(?))
                    ON CONFLICT DO UPDATE SET value = excluded.value
                    """,
                arguments: [Self.name, Self.roomBytes]
            )
            let count = try Int.fetchOne(
                database,
                sql: "SELECT length(value) FROM meta WHERE name = ?",
                arguments: [Self.name]
            )
            guard count == Self.roomBytes else {
                throw StoreError.inputOutput(
                    path: configuration.path,
                    cause: "what was written is not there"
                )
            }
            try database.execute(sql: "DELETE FROM meta WHERE name = ?", arguments: [Self.name])
        } catch {
            if database.isInsideTransaction { try? database.rollback() }
            throw error
        }
    }
}
