import COctopusLinux
import Foundation
import Testing

@testable import OctopusStore

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
            // Who asks again for what was done is told so.
            let again = await store.command(early) { _ in
                .commit(Answer(status: 0, effect: 3, body: [8]))
            }
            #expect(name(again) == "replayed")
            await store.close()
        }
        let notes = try await withStore(in: folder) { store in
            try await store.write { try $0.note("after") }
            return try await store.notes()
        }
        #expect(notes == ["before", "after"])
    }

    /// A file system of half a MiB, which only root may make.
    @Test(.enabled(if: getuid() == 0))
    func `on a disk without a byte left, it opens to read or says what is wrong`() async throws {
        guard run("mount", "-t", "tmpfs", "-o", "size=512k", "none", folder.path) else { return }
        defer { _ = run("umount", folder.path) }
        try await withStore(in: folder) { try await $0.write { try $0.note("before") } }
        _ = run("dd", "if=/dev/zero", "of=\(folder.file("rest"))", "bs=512")
        do throws(StoreError) {
            let store = try Store.open(.test(path), logger: quiet)
            guard case .readOnly = store.state else {
                Issue.record("writable")
                return
            }
            await store.close()
        } catch {
            #expect([.diskFull(path: path), .diskFull(path: path + ".lock")].contains(error))
        }
        try FileManager.default.removeItem(atPath: folder.file("rest"))
        let notes = try await withStore(in: folder) { try await $0.notes() }
        #expect(notes == ["before"])
    }

    private func run(_ command: String...) -> Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }

    @Test func `without room to begin, what is there is read`() async throws {
        try await withStore(in: folder) { try await $0.write { try $0.note("before") } }
        try await withStore(in: folder, configure: { $0.maximumPages = 1 }) { store in
            try await store.expect(notes: ["before"])
        }
    }
}
