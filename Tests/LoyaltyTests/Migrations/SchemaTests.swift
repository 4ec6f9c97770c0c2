import FoundationEssentials
import GRDB
import OctopusServiceKit
import OctopusStore
import Testing

@testable import OctopusLoyalty

struct SchemaTests {
    /// `schema.sql` shows what the migrations add up to, so that a change can be read as one.
    @Test func `schema.sql is what the migrations add up to`() throws {
        let file = URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Services/Loyalty/schema.sql")
        let schema = try SchemaDump.sql(adding: LoyaltyMigrations.set, to: [.store])
        if ProcessInfo.processInfo.environment["OCTOPUS_REGENERATE"] != nil {
            try Data(schema.utf8).write(to: file)
        }
        let committed = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        #expect(committed == schema, "write it anew with OCTOPUS_REGENERATE=1")
    }

    /// Loyalty had the tables of people and partners before the kit had them.
    @Test func `its tables of people and partners are the kit's`() throws {
        func columns(_ sets: [MigrationSet]) throws -> [String] {
            let queue = try DatabaseQueue()
            return try queue.write { database in
                try database.execute(sql: SchemaDump.sql(of: sets))
                return try ["tenants", "partners", "end_users"].flatMap { table in
                    try database.columns(in: table)
                        .map { "\(table) \($0.name) \($0.type) \($0.isNotNull)" }.sorted()
                }
            }
        }
        let kits = try columns([.people])
        let loyaltys = try columns([.store, LoyaltyMigrations.set, .people])
        #expect(loyaltys == kits)
    }
}
