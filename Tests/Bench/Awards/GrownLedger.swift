import GRDB
import OctopusServiceKit

/// Years of awards, written by SQL in bulk: as the service would have left them, so that
/// `loyalty check-ledger` agrees.
struct GrownLedger {
    let databasePath: String
    let entries: Int

    /// Each has fifty entries.
    static func endUsers(of entries: Int) -> Int { max(entries / 50, 10) }

    func make() throws {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        let queue = try DatabaseQueue(path: databasePath, configuration: configuration)
        try queue.writeWithoutTransaction { database in
            // Nobody else reads it, and one that breaks off is made anew.
            for setting in ["journal_mode = OFF", "synchronous = OFF", "cache_size = -262144"] {
                try database.execute(sql: "PRAGMA \(setting)")
            }
            let indexes = try takeIndexes(database)
            try number(database)
            try fill(database)
            for index in indexes { try database.execute(sql: index) }
            try database.execute(sql: "PRAGMA journal_mode = WAL")
        }
        try queue.close()
    }

    /// Sorted afterwards they are made many times faster than row by row.
    private func takeIndexes(_ database: Database) throws -> [String] {
        let indexes = try Row.fetchAll(
            database,
            sql: """
                SELECT name, sql FROM sqlite_master
                WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ('lots', 'ledger', 'balances')
                """
        )
        for index in indexes {
            try database.execute(sql: "DROP INDEX \(index["name"] as String)")
        }
        return indexes.map { $0["sql"] }
    }

    private func number(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TEMP TABLE numbered (number INTEGER PRIMARY KEY, id BLOB NOT NULL);
                INSERT INTO numbered SELECT row_number() OVER () - 1, id FROM end_users;
                """
        )
    }

    private func fill(_ database: Database) throws {
        let lots = entries * 6 / 10
        try database.execute(
            sql: """
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :lots)
                INSERT INTO lots (seq, id, partner, end_user, point_type, amount, remaining,
                    awarded_at, expires_at)
                SELECT i, CAST(char(1, 1) || printf('%014d', i) AS BLOB), :partner,
                    (SELECT id FROM numbered WHERE number = i % :endUsers), :pointType, 5,
                    iif(i <= :expired, 0, 5), :start + i,
                    iif(i <= :expired, :start + i + 1, 4102444800000)
                FROM n
                """,
            arguments: [
                "lots": lots, "expired": entries - lots, "partner": Furniture.partner,
                "pointType": Furniture.pointType, "endUsers": Self.endUsers(of: entries),
                "start": 1_735_689_600_000,
            ]
        )
        try database.execute(
            sql: """
                INSERT INTO ledger (at, partner, end_user, point_type, kind, from_account,
                    to_account, amount, lot, actor_kind, actor, program)
                SELECT awarded_at, partner, end_user, point_type, 'award', 'issued', 'user', amount,
                    seq, 'user', :operator, 'operator'
                FROM lots ORDER BY seq
                """,
            arguments: ["operator": Furniture.person.subject]
        )
        try database.execute(
            sql: """
                INSERT INTO ledger (at, partner, end_user, point_type, kind, from_account,
                    to_account, amount, lot, actor_kind)
                SELECT expires_at, partner, end_user, point_type, 'expiry', 'user', 'expired', amount,
                    seq, 'service'
                FROM lots WHERE remaining = 0 ORDER BY seq;
                INSERT INTO balances (end_user, point_type, amount)
                SELECT end_user, point_type, sum(remaining) FROM lots
                GROUP BY end_user, point_type;
                -- As a database that had no reports yet: the service counts it when it is next started.
                DELETE FROM report_backlogs WHERE name = 'ledger';
                """
        )
    }
}
