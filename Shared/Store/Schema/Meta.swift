import GRDB
import struct FoundationEssentials.Data

/// Facts of the database as a whole, by name.
enum Meta {
    static func data(_ name: String, in database: Database) throws -> Data? {
        try Data.fetchOne(database, sql: query, arguments: [name])
    }

    static func text(_ name: String, in database: Database) throws -> String? {
        try String.fetchOne(database, sql: query, arguments: [name])
    }

    static func integer(_ name: String, in database: Database) throws -> Int64? {
        try Int64.fetchOne(database, sql: query, arguments: [name])
    }

    static func set(_ name: String, to value: DatabaseValue, in database: Database) throws {
        try database.cachedStatement(
            sql: "INSERT INTO meta VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value"
        ).execute(arguments: [name, value])
    }

    private static let query = "SELECT value FROM meta WHERE name = ?"
}
