import OctopusIdentityContract
import GRDB
import OctopusServiceKit
import OctopusStore
import Testing
import struct FoundationEssentials.Data
import struct FoundationEssentials.UUID

@testable import OctopusIdentity

/// Users and invitations of a release that had no other users than owners.
struct OldUsersTests {
    private static let sets = MigrationSet(
        "identity",
        IdentityService.migrations.migrations.filter { $0.name < "V013" }
    )

    @Test func `owners and their invitations go on`() throws {
        let queue = try DatabaseQueue()
        let (tenant, user) = (UUID(), UUID())
        let later = IdentityService.migrations.migrations.filter {
            $0.name > "V013" && $0.name < "V015"
        }
        try queue.writeWithoutTransaction { database in
            try database.execute(sql: SchemaDump.sql(of: [.store, .kit, Self.sets]))
            try database.execute(
                sql: "INSERT INTO tenants VALUES (?, 1, 'Mall', 'en', 'EUR', 'UTC', 1)",
                arguments: [tenant]
            )
            try database.execute(
                sql: """
                    INSERT INTO users (id, tenant_id, version, name, email, role, status,
                    created_at) VALUES (?, ?, 3, 'Ana', 'ana@mall.example', 'owner', 'invited', 1)
                    """,
                arguments: [user, tenant]
            )
            try database.execute(
                sql: "INSERT INTO invitations VALUES (?, ?, 1, 2, NULL)",
                arguments: [Data(repeating: 1, count: 32), user]
            )
            // As the store does while it migrates.
            try database.execute(sql: "PRAGMA foreign_keys = OFF")
            for step in later { try database.execute(sql: step.sql) }
            try database.execute(sql: "PRAGMA foreign_keys = ON")
            try database.checkForeignKeys()
            let ana = try #require(try UserRecord.fetchOne(database, sql: "SELECT * FROM users"))
            #expect(ana.id.uuid == user)
            #expect(ana.version == 3)
            #expect(ana.isOwner)
            #expect(ana.searchKey == "ana\nana@mall.example")
            let link = try #require(try LinkRecord.fetchOne(database, sql: "SELECT * FROM links"))
            #expect(link.purpose == .invitation)
            #expect(link.userId == ana.id)
            // The keys lead to the table that took the place of the old one.
            try database.execute(sql: "DELETE FROM users")
            #expect(try LinkRecord.fetchCount(database) == 0)
        }
    }
}
