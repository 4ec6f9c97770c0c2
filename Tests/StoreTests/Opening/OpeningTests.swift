import Foundation
import GRDB
import Testing

@testable import OctopusStore

@Suite struct OpeningTests {
    let folder: Folder
    var path: String { folder.file("test.db") }

    init() throws { folder = try Folder() }

    private func refusal(_ configuration: StoreConfiguration) async -> StoreError? {
        do {
            let store = try Store.open(configuration, logger: quiet)
            await store.close()
            return nil
        } catch {
            return error
        }
    }

    @Test func `a writer commits through to the disk`() async throws {
        try await withStore(in: folder) { store in
            let found = try await store.write { transaction in
                try ["synchronous", "journal_mode", "foreign_keys", "temp_store", "cache_size"].map
                {
                    try String.fetchOne(transaction.database, sql: "PRAGMA \($0)") ?? ""
                }
            }
            #expect(found == ["2", "wal", "1", "2", "-65536"])
        }
    }

    @Test func `nobody else may read the files`() async throws {
        try await withStore(in: folder) { store in
            try await store.write { try $0.note("one") }
            for suffix in ["", "-wal", "-shm", ".lock"] {
                let attributes = try FileManager.default.attributesOfItem(atPath: path + suffix)
                #expect(attributes[.posixPermissions] as? Int == 0o600, "\(suffix)")
            }
        }
    }

    @Test func `a file that is open to others is closed to them`() async throws {
        try await withStore(in: folder) { _ in }
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        try await withStore(in: folder) { _ in }
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o640)
    }

    @Test func `a second process is refused, and told which one is first`() async throws {
        try await withStore(in: folder) { _ in
            let path = path
            let holder = getpid()
            await #expect(processExitsWith: .success) {
                [path = path as String, holder = holder as Int32] in
                do throws(StoreError) {
                    _ = try Store.open(.test(path), logger: quiet)
                } catch {
                    #expect(error == .inUse(path: path, processID: holder))
                    #expect(error.description.contains("process \(holder)"))
                }
            }
        }
        #expect(await refusal(.test(path)) == nil)
    }

    @Test func `a second store of the same process is refused`() async throws {
        try await withStore(in: folder) { _ in
            #expect(await refusal(.test(path)) == .inUse(path: path, processID: getpid()))
        }
    }

    @Test func `a folder that is missing is named`() async throws {
        let path = folder.file("nowhere/test.db")
        #expect(await refusal(.test(path)) == .missingFolder(path: path))
    }

    @Test func `a folder in the file's place is refused`() async throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        #expect(await refusal(.test(path)) == .notWritable(path: path, cause: "it is not a file"))
    }

    @Test func `a file that is no database is refused and left alone`() async throws {
        try Data("hello, this is a letter".utf8).write(to: URL(fileURLWithPath: path))
        #expect(await refusal(.test(path)) == .notADatabase(path: path))
        #expect(!FileManager.default.fileExists(atPath: path + "-wal"))
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "hello, this is a letter")
    }

    @Test func `a damaged database is refused`() async throws {
        try await withStore(in: folder) { store in
            for number in 0..<200 {
                try await store.write { try $0.note(String(repeating: "x\(number)", count: 100)) }
            }
        }
        let file = try #require(FileHandle(forUpdatingAtPath: path))
        // Every page after the schema's: cells that point nowhere.
        let size = try file.seekToEnd()
        try file.seek(toOffset: 8192)
        try file.write(contentsOf: Data(repeating: 0xA5, count: Int(size) - 8192))
        try file.close()
        guard case .corrupt(path, _) = await refusal(.test(path)) else {
            Issue.record("not found to be damaged")
            return
        }
    }

    @Test func `damage that shows only later stops the writing`() async throws {
        try await withStore(in: folder) { store in
            for number in 0..<200 {
                try await store.write { try $0.note(String(repeating: "x\(number)", count: 100)) }
            }
        }
        let file = try #require(FileHandle(forUpdatingAtPath: path))
        let root = try await rootPage(of: "notes")
        try file.seek(toOffset: UInt64(root - 1) * 4_096)
        try file.write(contentsOf: Data(repeating: 0xA5, count: 4_096))
        try file.close()
        try await withStore(in: folder, configure: { $0.quickCheckLimitBytes = 0 }) { store in
            let answer = await store.command(StoreCommand(label: "note")) { transaction in
                try transaction.note("one")
                return .commit(Answer(status: 0, effect: 3, body: []))
            }
            #expect(name(answer) == "readOnly")
            guard case .readOnly(let cause) = store.state else {
                Issue.record("still writable")
                return
            }
            #expect(cause.contains("damaged"))
        }
    }

    private func rootPage(of table: String) async throws -> Int {
        let queue = try DatabaseQueue(path: path)
        defer { try? queue.close() }
        return try await queue.read { database in
            try Int.fetchOne(
                database,
                sql: "SELECT rootpage FROM sqlite_schema WHERE name = ?",
                arguments: [table]
            ) ?? 0
        }
    }

    @Test func `another service's database is refused`() async throws {
        try await withStore(in: folder) { _ in }
        var configuration = StoreConfiguration.test(path)
        configuration.service = "other"
        #expect(
            await refusal(configuration)
                == .foreign(path: path, owner: "test/0", expected: "other/0")
        )
    }

    @Test func `without the right to write it says so`() async throws {
        try await withStore(in: folder) { _ in }
        let path = path
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        await #expect(processExitsWith: .success) { [path = path as String] in
            // Root may write everything, so the child becomes nobody.
            guard getuid() != 0 || setuid(65_534) == 0 else { return }
            if getuid() != 65_534 { chmod(path, 0o400) }
            do throws(StoreError) {
                _ = try Store.open(.test(path), logger: quiet)
                Issue.record("opened")
            } catch {
                guard case .notWritable = error else {
                    Issue.record("\(error)")
                    return
                }
            }
        }
    }

    @Test func `what was committed is there after closing and opening`() async throws {
        try await withStore(in: folder) { try await $0.write { try $0.note("one") } }
        let notes = try await withStore(in: folder) { try await $0.notes() }
        #expect(notes == ["one"])
    }

    @Test func `after a clean stop the one file, copied alone, holds everything`() async throws {
        try await withStore(in: folder) { store in
            for number in 0..<100 {
                try await store.write { try $0.note("\(number)") }
                _ = try await store.notes()
            }
        }
        let wal = try? FileManager.default.attributesOfItem(atPath: folder.file("test.db-wal"))
        #expect(wal.map { $0[.size] as? Int } ?? 0 == 0)
        let copy = try Folder()
        try FileManager.default.copyItem(
            atPath: folder.file("test.db"),
            toPath: copy.file("test.db")
        )
        let notes = try await withStore(in: copy) { try await $0.notes() }
        #expect(notes.count == 100)
    }
}
