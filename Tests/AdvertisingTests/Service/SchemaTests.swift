import FoundationEssentials
import OctopusServiceKit
import OctopusStore
import Testing

@testable import OctopusAdvertising

struct SchemaTests {
    /// `schema.sql` shows what the migrations add up to, so that a change can be read as one.
    @Test func `schema.sql is what the migrations add up to`() throws {
        let file = URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Services/Advertising/schema.sql")
        let schema = try SchemaDump.sql(adding: AdvertisingService.migrations, to: [.store])
        if ProcessInfo.processInfo.environment["OCTOPUS_REGENERATE"] != nil {
            try Data(schema.utf8).write(to: file)
        }
        let committed = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        #expect(committed == schema, "write it anew with OCTOPUS_REGENERATE=1")
    }
}
