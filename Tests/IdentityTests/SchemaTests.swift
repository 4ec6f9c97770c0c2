import FoundationEssentials
import OctopusStore
import Testing

@testable import OctopusIdentity

struct SchemaTests {
    @Test func `the migrations add up to schema.sql`() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let folder = root.appending(path: "Services/Identity")
        let written = try String(
            contentsOf: folder.appending(path: "schema.sql"),
            encoding: .utf8
        )
        #expect(try SchemaDump.sql(adding: IdentityService.migrations, to: [.store]) == written)
        let files = try FileManager.default.contentsOfDirectory(
            atPath: folder.appending(path: "Migrations").path
        ).sorted()
        #expect(files == IdentityService.migrations.migrations.map { "\($0.name).sql" })
    }
}
