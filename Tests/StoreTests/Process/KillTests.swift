import Foundation
import GRDB
import Testing

@testable import OctopusStore

/// What is on the disk after a process was killed at the worst moments.
@Suite struct KillTests {
    let folder: Folder
    var path: String { folder.file("test.db") }

    init() throws { folder = try Folder() }

    private static func command(_ key: UUID) -> StoreCommand {
        StoreCommand(
            label: "note",
            key: CommandKey(scope: [1], key: key),
            request: Array("x".utf8)
        )
    }

    private func outcome(of key: UUID) async throws -> (StoredAnswer, [String], Int64) {
        try await withStore(in: folder) { store in
            let answer = await store.command(Self.command(key)) { transaction in
                try transaction.note("second try")
                return .commit(Answer(status: 0, effect: 0, body: [2]))
            }
            return (answer, try await store.notes(), store.head.seq)
        }
    }

    @Test func `killed before the commit, a command has not happened`() async throws {
        let path = path
        let key = TimeOrderedID.make(atMilliseconds: Wall.start)
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [path = path as String, key = key as UUID] in
            setenv("OCTOPUS_FAULT", "commit.before", 1)
            let store = try Store.open(.test(path), logger: quiet)
            _ = await store.command(Self.command(key)) { transaction in
                try transaction.note("first try")
                try transaction.append(.about(UUID()))
                return .commit(Answer(status: 0, effect: 0, body: [1]))
            }
        }
        let (answer, notes, head) = try await outcome(of: key)
        guard case .answered(let stored, replayed: false) = answer else {
            Issue.record("\(answer)")
            return
        }
        #expect(stored.body == [2])
        #expect(notes == ["second try"])
        #expect(head == 0)
    }

    @Test func `killed between commit and reply, a retry gets the same bytes`() async throws {
        let path = path
        let key = TimeOrderedID.make(atMilliseconds: Wall.start)
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [path = path as String, key = key as UUID] in
            setenv("OCTOPUS_FAULT", "commit.after", 1)
            let store = try Store.open(.test(path), logger: quiet)
            _ = await store.command(Self.command(key)) { transaction in
                try transaction.note("first try")
                try transaction.append(.about(UUID()))
                return .commit(Answer(status: 0, effect: 0, body: [1]))
            }
        }
        let (answer, notes, head) = try await outcome(of: key)
        guard case .answered(let stored, replayed: true) = answer else {
            Issue.record("\(answer)")
            return
        }
        #expect(stored == Answer(status: 0, effect: 0, body: [1], seq: 1))
        #expect(notes == ["first try"])
        #expect(head == 1)
    }

    @Test func `killed in a migration, the step begins anew`() async throws {
        let path = path
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
            setenv(
                "OCTOPUS_FAULT",
                "migration.middle:\(MigrationSet.store.migrations.count + 1)",
                1
            )
            _ = try Store.open(.test(path), logger: quiet)
        }
        let notes = try await withStore(in: folder) { store in
            try await store.write { try $0.note("one") }
            return try await store.notes()
        }
        #expect(notes == ["one"])
    }

    @Test func `killed in the middle of a batch, a follower applies it once`() async throws {
        let source = try Folder()
        let sourcePath = source.file("test.db")
        let path = path
        try await withStore(in: source) { store in
            for _ in 0..<5 { _ = try await store.write { try $0.append(.about(UUID())) } }
        }
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [path = path as String, sourcePath = sourcePath as String] in
            setenv("OCTOPUS_FAULT", "follower.middle:3", 1)
            let log = try Store.open(.test(sourcePath), logger: quiet)
            let store = try Store.open(.test(path), logger: quiet)
            try await Follower.noting(in: store, from: log).advance()
        }
        try await withStore(in: source) { log in
            try await withStore(in: folder) { store in
                try await store.expect(notes: [])
                try await Follower.noting(in: store, from: log).advance()
                try await store.expect(notes: ["1", "2", "3", "4", "5"])
            }
        }
    }
}
