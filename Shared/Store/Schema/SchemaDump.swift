package import GRDB

/// The schema that migrations add up to, for the `schema.sql` beside them.
package enum SchemaDump {
    /// What `sets` add up to in an empty database, without SQLite's own tables.
    package static func sql(of sets: [MigrationSet]) throws -> String {
        let queue = try DatabaseQueue()
        return try queue.writeWithoutTransaction { database in
            _ = try Migrator(path: ":memory:", sets: sets, nowMilliseconds: 0).migrate(database)
            return try sql(of: database)
        }
    }

    /// The schema of an open database, each statement ended by a semicolon and an empty line.
    package static func sql(of database: Database) throws -> String {
        let statements = try String.fetchAll(
            database,
            sql: """
                SELECT sql FROM sqlite_schema
                WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
                ORDER BY rowid
                """
        )
        return statements.map { $0 + ";\n" }.joined(separator: "\n")
    }

    /// What `set` adds to what comes before it.
    package static func sql(adding set: MigrationSet, to earlier: [MigrationSet]) throws -> String {
        let before = try sql(of: earlier)
        let after = try sql(of: earlier + [set])
        // A step that alters an earlier owner's table would break this; owners keep apart.
        return after.hasPrefix(before)
            ? String(after.dropFirst(before.count).drop { $0 == "\n" }) : after
    }
}
