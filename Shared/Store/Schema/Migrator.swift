import Crypto
import struct FoundationEssentials.Data
import GRDB

/// Brings a database to what this program knows, or says why it may not write it.
struct Migrator {
    let path: String
    let sets: [MigrationSet]
    let nowMilliseconds: Int64

    /// Applies what is missing, each step in a transaction of its own.
    ///
    /// - Returns: the names of what was applied.
    func migrate(_ database: Database) throws -> [String] {
        try checkNames()
        try database.execute(
            sql: """
                CREATE TABLE IF NOT EXISTS migrations (
                    owner TEXT NOT NULL,
                    number INTEGER NOT NULL,
                    name TEXT NOT NULL,
                    checksum BLOB NOT NULL,
                    oldest_program INTEGER NOT NULL,
                    applied_at INTEGER NOT NULL,
                    PRIMARY KEY (owner, number)
                ) STRICT, WITHOUT ROWID
                """
        )
        var applied: [String] = []
        for missing in try check(database) {
            try apply(missing.migration, of: missing.set, to: database)
            applied.append("\(missing.set)/\(missing.migration.name)")
        }
        return applied
    }

    /// Compares what was applied with what this program knows; changes nothing.
    ///
    /// - Returns: what is missing, in order.
    func check(_ database: Database) throws -> [(set: String, migration: Migration)] {
        guard try database.tableExists("migrations") else {
            return sets.flatMap { set in set.migrations.map { (set.name, $0) } }
        }
        var missing: [(set: String, migration: Migration)] = []
        for set in sets {
            let rows = try Row.fetchAll(
                database,
                sql: "SELECT * FROM migrations WHERE owner = ? ORDER BY number",
                arguments: [set.name]
            )
            var applied: [Int: Row] = [:]
            for row in rows { applied[row["number"]] = row }
            try checkProgramIsNewEnough(set, rows)
            for migration in set.migrations {
                guard let row = applied[migration.number ?? 0] else {
                    missing.append((set.name, migration))
                    continue
                }
                guard row["name"] == migration.name,
                    [UInt8](row["checksum"] as Data) == Self.checksum(migration)
                else {
                    throw StoreError.editedMigration(
                        path: path,
                        migration: "\(set.name)/\(migration.name)"
                    )
                }
            }
        }
        return missing
    }

    private func checkProgramIsNewEnough(_ set: MigrationSet, _ rows: [Row]) throws {
        let newer = rows.filter { $0["number"] > set.newest }
        guard let needed = newer.map({ $0["oldest_program"] as Int }).max(), needed > set.newest
        else { return }
        throw StoreError.newerDatabase(
            path: path,
            set: set.name,
            neededNumber: needed,
            knownNumber: set.newest
        )
    }

    private func checkNames() throws {
        for set in sets {
            let numbers = set.migrations.map { $0.number ?? 0 }
            guard numbers == Array(1..<(numbers.count + 1)),
                set.migrations.allSatisfy({ $0.oldestProgram != nil })
            else {
                throw StoreError.badMigrations(
                    set: set.name,
                    names: set.migrations.map(\.name)
                )
            }
        }
    }

    /// Foreign keys are checked as a whole before the step is committed, so that a step may
    /// rebuild a table that others refer to.
    private func apply(_ migration: Migration, of set: String, to database: Database) throws {
        try database.execute(sql: "PRAGMA foreign_keys = OFF")
        defer { try? database.execute(sql: "PRAGMA foreign_keys = ON") }
        try database.inTransaction(.immediate) {
            try database.execute(sql: migration.sql)
            FaultPoint.hit("migration.middle")
            try database.checkForeignKeys()
            try database.execute(
                sql: "INSERT INTO migrations VALUES (?, ?, ?, ?, ?, ?)",
                arguments: [
                    set, migration.number, migration.name, Data(Self.checksum(migration)),
                    migration.oldestProgram, nowMilliseconds,
                ]
            )
            return .commit
        }
    }

    private static func checksum(_ migration: Migration) -> [UInt8] {
        Array(SHA256.hash(data: Array(migration.sql.utf8)))
    }
}
