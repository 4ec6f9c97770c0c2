import GRDB
import OctopusServiceKit
import OctopusStore
import Testing
import struct FoundationEssentials.UUID

@testable import OctopusIdentity

/// Sessions of a release that bound them to a program's name.
struct SessionKeyTests {
    private static let sets = MigrationSet(
        "identity",
        IdentityService.migrations.migrations.filter { $0.name < "V011" }
    )

    @Test func `an old session gets the key that its program had when it began`() throws {
        let queue = try DatabaseQueue()
        let step = try #require(
            IdentityService.migrations.migrations.first { $0.name == "V011-bound" }
        )
        let keys = try queue.write { database in
            try database.execute(sql: SchemaDump.sql(of: [.store, .kit, Self.sets]))
            let tenant = UUID()
            try database.execute(
                sql: "INSERT INTO tenants VALUES (?, 1, 'Mall', 'en', 'EUR', 'UTC', 1)",
                arguments: [tenant]
            )
            // The name had a key from 10 to 20, which was revoked, and has another from 30 on.
            for (key, created, revoked) in [("old", 10, 20), ("new", 30, Int?.none)] {
                try database.execute(
                    sql: """
                        INSERT INTO principals
                        (id, version, name, public_key, grants, created_at, revoked_at)
                        VALUES (?, 1, 'till', ?, '["*"]', ?, ?)
                        """,
                    arguments: [
                        UUID(), key + String(repeating: "-", count: 37), created, revoked,
                    ]
                )
            }
            for started in [5, 15, 25, 35] {
                try database.execute(
                    sql: """
                        INSERT INTO sessions (id, tenant_id, kind, subject_id, program, started_at,
                        last_used_at, idle_ends_at, expires_at)
                        VALUES (?, ?, 'user', ?, 'till', ?, 1, 100, 100)
                        """,
                    arguments: [UUID(), tenant, UUID(), started]
                )
            }
            try database.execute(sql: step.sql)
            let rows = try Row.fetchAll(
                database,
                sql: "SELECT started_at, program_key FROM sessions ORDER BY started_at"
            )
            return rows.map { row in (row["program_key"] as String?)?.prefix(3) }
        }
        // Those that began while the name had no key can be continued by nobody.
        #expect(keys == [nil, "old", nil, "new"])
    }
}
