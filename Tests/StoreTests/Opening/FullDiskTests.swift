import CLinux
import Foundation
import Testing

@testable import Store

/// A disk that takes no more, which a limit on the size of files stands for: in WAL mode that is
/// met by the COMMIT.
@Suite struct FullDiskTests {
    let folder: Folder
    var path: String { folder.file("test.db") }

    init() throws { folder = try Folder() }

    @Test func `a commit that fails is unknown to all, and nothing more is written`() async throws {
        let path = path
        await #expect(processExitsWith: .success) { [path = path as String] in
            let store = try Store.open(.test(path), logger: quiet)
            try await store.write { try $0.note("before") }
            signal(SIGXFSZ, SIG_IGN)
            var limit = rlimit(rlim_cur: 40_000, rlim_max: .max)
            setrlimit(Int32(RLIMIT_FSIZE.rawValue), &limit)
            let big = String(repeating: "x", count: 200_000)
            let answers = try await WriterHold.whileHeld(store, until: 2) {
                async let one = store.command(StoreCommand(label: "one")) { transaction in
                    try transaction.note("one")
                    return .commit(Answer(status: 0, effect: 3, body: []))
                }
                async let two = store.command(StoreCommand(label: "two")) { transaction in
                    try transaction.note(big)
                    return .commit(Answer(status: 0, effect: 3, body: []))
                }
                return await [one, two]
            }
            #expect(answers.map(name) == ["unknown", "unknown"])
            guard case .readOnly = store.state else {
                Issue.record("still writable")
                return
            }
            // What is there is still read; nothing new is taken, whatever its size.
            try await store.expect(notes: ["before"])
            let later = await store.command(StoreCommand(label: "later")) { transaction in
                try transaction.note("later")
                return .commit(Answer(status: 0, effect: 3, body: []))
            }
            #expect(name(later) == "readOnly")
            await store.close()
        }
        let notes = try await withStore(in: folder) { store in
            try await store.write { try $0.note("after") }
            return try await store.notes()
        }
        #expect(notes == ["before", "after"])
    }

    @Test func `without room to begin, what is there is read`() async throws {
        try await withStore(in: folder) { try await $0.write { try $0.note("before") } }
        try await withStore(in: folder, configure: { $0.maximumPages = 1 }) { store in
            try await store.expect(notes: ["before"])
        }
    }
}
