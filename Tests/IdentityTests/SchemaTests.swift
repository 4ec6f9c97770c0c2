import FoundationEssentials
import OctopusStore
import Testing

@testable import OctopusIdentity

struct SchemaTests {
    @Test func `the migrations add up to schema.sql`() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let folder = root.appending(path: "Services/Identity")
        let file = folder.appending(path: "schema.sql")
        let schema = try SchemaDump.sql(adding: IdentityService.migrations, to: [.store])
        if ProcessInfo.processInfo.environment["OCTOPUS_REGENERATE"] != nil {
            try Data(schema.utf8).write(to: file)
        }
        let written = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        #expect(written == schema, "write it anew with OCTOPUS_REGENERATE=1")
        let files = try FileManager.default.contentsOfDirectory(
            atPath: folder.appending(path: "Migrations").path
        ).sorted()
        #expect(files == IdentityService.migrations.migrations.map { "\($0.name).sql" })
    }
}
