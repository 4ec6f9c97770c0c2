import COctopusLinux
import Foundation
import GRDB
import OctopusTestKit
import Testing

@testable import OctopusStore

/// A disk that takes no more, which a limit on the size of files stands for: in WAL mode that is
/// met by the COMMIT.
@Suite struct FullDiskTests {
    let folder: Folder
    var path: String { folder.file("test.db") }

    init() throws { folder = try Folder() }

    @Test func `a commit that fails is unknown to all, and is written again once there is room`()
        async throws
    {
        let path = path
        await #expect(processExitsWith: .success) { [path = path as String] in
            let store = try Store.open(
                .test(path) { $0.recoveryPauseMilliseconds = 20 },
                logger: quiet
            )
            let key = CommandKey(
                scope: [1],
                key: TimeOrderedID.make(atMilliseconds: Wall.start)
            )
            let early = StoreCommand(label: "early", key: key)
            _ = await store.command(early) { transaction in
                try transaction.note("before")
                return .commit(Answer(status: 0, effect: 3, body: [7]))
            }
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
            #expect(answers.map(name) == ["unknown", "unknown"] && store.state != .writable)
            // What is there is still read; nothing new is taken.
            try await store.expect(notes: ["before"])
            let later = await store.command(StoreCommand(label: "later")) { transaction in
                try transaction.note("later")
                return .commit(Answer(status: 0, effect: 3, body: []))
            }
            #expect(name(later) == "readOnly")
            let again = await store.command(early) { _ in
                .commit(Answer(status: 0, effect: 3, body: [8]))
            }
            #expect(name(again) == "replayed")
            limit.rlim_cur = .max
            setrlimit(Int32(RLIMIT_FSIZE.rawValue), &limit)
            while store.state != .writable { await Task.yield() }
            try await store.write { try $0.note("after") }
            try await store.expect(notes: ["before", "after"])
            await store.close()
        }
        // What failed has not come back, and the one file has everything.
        let notes = try await withStore(in: folder) { try await $0.notes() }
        #expect(notes == ["before", "after"])
    }

    /// A file system of some hundred KiB, which only root may make.
    @Test(.enabled(if: getuid() == 0), arguments: [512, 2048])
    func `on a disk without a byte left, it opens to read or says what is wrong`(
        kibibytes: Int
    ) async throws {
        guard try mount(kibibytes: kibibytes) else { return }
        defer { _ = run("umount", folder.path) }
        try await withStore(in: folder) { try await $0.write { try $0.note("before") } }
        fillDisk()
        do {
            let store = try Store.open(
                .test(path) { $0.recoveryPauseMilliseconds = 20 },
                logger: quiet
            )
            guard case .readOnly(let cause) = store.state else {
                Issue.record("writable")
                return
            }
            #expect(cause.contains("make room"))
            try await store.expect(notes: ["before"])
            makeRoom()
            if kibibytes > 1024 {
                while store.state != .writable { await Task.yield() }
                try await store.write { try $0.note("after") }
                try await store.expect(notes: ["before", "after"])
            }
            await store.close()
        } catch let error as StoreError {
            #expect([.diskFull(path: path), .diskFull(path: path + ".lock")].contains(error))
        }
        makeRoom()
        let notes = try await withStore(in: folder) { try await $0.notes() }
        #expect(notes.first == "before")
    }

    @Test(.enabled(if: getuid() == 0))
    func `a disk that fills up and is freed again costs no restart and no acknowledged command`()
        async throws
    {
        guard try mount(kibibytes: 4096) else { return }
        defer { _ = run("umount", folder.path) }
        let acknowledged = Box<[String]>([])
        try await withStore(
            in: folder,
            configure: { $0.recoveryPauseMilliseconds = 20 }
        ) { store in
            for round in 0..<3 {
                fillDisk()
                var number = 0
                while store.state == .writable {
                    number += 1
                    let text = "\(round).\(number)"
                    if await note(text, store) == "answered" {
                        acknowledged.change { $0.append(text) }
                    }
                }
                guard case .readOnly(let cause) = store.state else { return }
                #expect(cause.contains("full"))
                // Reads go on, and an attempt in between does not mistake one page for room.
                try await store.expect(notes: acknowledged.value)
                #expect(await note("late", store) == "readOnly")
                makeRoom()
                while store.state != .writable { await Task.yield() }
                let after = "\(round).after"
                #expect(await note(after, store) == "answered")
                acknowledged.change { $0.append(after) }
            }
            try await store.expect(notes: acknowledged.value)
            try await store.check()
        }
        let notes = try await withStore(in: folder) { try await $0.notes() }
        #expect(notes == acknowledged.value)
    }

    private func note(_ text: String, _ store: Store) async -> String {
        // Large enough to fill what is left of the log in a few rounds.
        let filling = String(repeating: "x", count: 20_000)
        return name(
            await store.command(StoreCommand(label: "note")) { transaction in
                try transaction.note(text)
                try transaction.database.execute(
                    sql:
                        "INSERT INTO meta VALUES ('filling', ?) ON CONFLICT DO UPDATE SET value = ?",
                    arguments: [filling, filling]
                )
                return .commit(Answer(status: 0, effect: 3, body: []))
            }
        )
    }

    private func mount(kibibytes: Int) throws -> Bool {
        run("mount", "-t", "tmpfs", "-o", "size=\(kibibytes)k", "none", folder.path)
    }

    private func fillDisk() {
        _ = run("dd", "if=/dev/zero", "of=\(folder.file("rest"))", "bs=512")
    }

    private func makeRoom() {
        try? FileManager.default.removeItem(atPath: folder.file("rest"))
    }

    @Test func `without room to begin, what is there is read`() async throws {
        try await withStore(in: folder) { try await $0.write { try $0.note("before") } }
        try await withStore(in: folder, configure: { $0.maximumPages = 1 }) { store in
            try await store.expect(notes: ["before"])
        }
    }
}
