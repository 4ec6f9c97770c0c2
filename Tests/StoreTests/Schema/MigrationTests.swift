import Foundation
import GRDB
import Testing

@testable import OctopusStore

@Suite struct MigrationTests {
    let folder: Folder
    var path: String { folder.file("test.db") }

    init() throws { folder = try Folder() }

    private func step(_ name: String, _ sql: String) -> Migration {
        Migration(name: name, sql: sql)
    }

    private func refusal(of steps: [Migration]) async -> StoreError? {
        do {
            let set = MigrationSet("notes", steps)
            let store = try Store.open(.test(path, migrations: [set]), logger: quiet)
            await store.close()
            return nil
        } catch {
            return error
        }
    }

    private let first = Migration(name: "V001-a", sql: "CREATE TABLE a (x) STRICT;\n")

    @Test func `the store's steps add up to schema.sql`() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../Shared/Store/schema.sql")
        let schema = try SchemaDump.sql(of: [.store])
        if ProcessInfo.processInfo.environment["OCTOPUS_RECORD"] != nil {
            try schema.write(to: file, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOf: file, encoding: .utf8) == schema)
    }

    @Test func `every embedded step has its file, and every file is embedded`() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../Shared/Store/Migrations")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(files.sorted() == MigrationSet.store.migrations.map { $0.name + ".sql" })
    }

    @Test func `a later release adds its steps`() async throws {
        let good = [step("V001-a", "CREATE TABLE a (x INTEGER) STRICT;")]
        #expect(await refusal(of: good) == nil)
        let more = good + [step("V002-b", "CREATE TABLE b (x INTEGER) STRICT;")]
        #expect(await refusal(of: more) == nil)
        #expect(await refusal(of: more) == nil)
    }

    @Test func `a step that was edited after it was applied is refused`() async throws {
        #expect(await refusal(of: [step("V001-a", "CREATE TABLE a (x INTEGER) STRICT;")]) == nil)
        #expect(
            await refusal(of: [step("V001-a", "CREATE TABLE a (x TEXT) STRICT;")])
                == .editedMigration(path: path, migration: "notes/V001-a")
        )
    }

    @Test func `an older program is refused by a newer database`() async throws {
        let old = [step("V001-a", "CREATE TABLE a (x INTEGER) STRICT;")]
        let new = old + [step("V002-b", "CREATE TABLE b (x INTEGER) STRICT;")]
        #expect(await refusal(of: new) == nil)
        #expect(
            await refusal(of: old)
                == .newerDatabase(path: path, set: "notes", neededNumber: 2, knownNumber: 1)
        )
    }

    @Test func `a step that only expands lets an older program go on`() async throws {
        let old = [step("V001-a", "CREATE TABLE a (x INTEGER) STRICT;")]
        let expansion = """
            -- oldest program: V001-a
            CREATE TABLE b (x INTEGER) STRICT;
            """
        #expect(await refusal(of: old + [step("V002-b", expansion)]) == nil)
        #expect(await refusal(of: old) == nil)
    }

    @Test func `a step that fails leaves nothing`() async throws {
        let bad = step("V001-a", "CREATE TABLE a (x INTEGER) STRICT; CREATE TABLE a (y);")
        guard case .failedMigration = await refusal(of: [bad]) else {
            Issue.record("applied")
            return
        }
        #expect(await refusal(of: [step("V001-a", "CREATE TABLE a (x INTEGER) STRICT;")]) == nil)
    }

    @Test func `a step may not break a foreign key`() async throws {
        let steps = [
            step(
                "V001-a",
                """
                CREATE TABLE a (id INTEGER PRIMARY KEY) STRICT;
                CREATE TABLE b (a INTEGER REFERENCES a) STRICT;
                INSERT INTO a VALUES (1); INSERT INTO b VALUES (1);
                """
            )
        ]
        #expect(await refusal(of: steps) == nil)
        let breaking = steps + [step("V002-b", "DELETE FROM a;")]
        let refusal = await refusal(of: breaking)
        guard case .failedMigration = refusal else {
            Issue.record("\(String(describing: refusal))")
            return
        }
    }

    @Test(arguments: [["V002-a"], ["V001-a", "V003-b"], ["a"], ["V001-a", "V001-b"]])
    func `steps must be numbered one after the other`(names: [String]) async throws {
        let steps = names.map { step($0, "SELECT 1;") }
        #expect(await refusal(of: steps) == .badMigrations(set: "notes", names: names))
    }
}
