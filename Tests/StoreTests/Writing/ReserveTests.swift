import Foundation
import GRDB
import OctopusTestKit
import Testing

@testable import OctopusStore

/// A small disk, which only root may make.
@Suite(.enabled(if: getuid() == 0)) struct ReserveTests {
    let folder: Folder

    init() throws { folder = try Folder() }

    private var reserveFile: String { folder.file("test.db.reserve") }

    private func withSmallDisk(_ body: (Store) async throws -> Void) async throws {
        guard run("mount", "-t", "tmpfs", "-o", "size=16m", "none", folder.path) else { return }
        defer { _ = run("umount", folder.path) }
        try await withStore(
            in: folder,
            configure: {
                $0.reserveBytes = 1 << 30
                $0.recoveryPauseMilliseconds = 20
            },
            body
        )
    }

    @Test func `a sixteenth of a small disk is set aside, and a disk with room takes commands`()
        async throws
    {
        try await withSmallDisk { store in
            #expect(store.hasRoom)
            let size = try FileManager.default.attributesOfItem(atPath: reserveFile)[.size]
            #expect(size as? Int == 1 << 20)
            #expect(await note("one", store) == "answered")
        }
    }

    @Test func `on a full disk commands are refused, the mesh's own work goes on, and both return`()
        async throws
    {
        try await withSmallDisk { store in
            let key = CommandKey(
                scope: [1],
                key: TimeOrderedID.make(atMilliseconds: Wall.start)
            )
            #expect(await note("early", store, key: key) == "answered")
            for round in 0..<3 {
                fillDisk()
                while await note("\(round)", store) != "noRoom" {
                    // A commit may meet the end of the disk before a look does.
                    await Task.yield()
                }
                #expect(!store.hasRoom)
                // What was answered is still answered, and nothing is left of what is refused.
                #expect(await note("early", store, key: key) == "replayed")
                // A follower's batch, and the command that ends somebody's right.
                while store.state != .writable { await Task.yield() }
                for number in 0..<5 {
                    let text = String(repeating: "f", count: 10_000) + "\(round).\(number)"
                    try await store.write { try $0.note(text) }
                }
                #expect(await note("end \(round)", store, mayUseReserve: true) == "answered")
                #expect(await note("late", store) == "noRoom")
                makeRoom()
                while await note("again \(round)", store) != "answered" { await Task.yield() }
                #expect(store.hasRoom)
            }
            let notes = try await store.notes()
            #expect(!notes.contains("late") && notes.contains("end 2"))
            #expect(notes.count { $0.hasPrefix("f") } == 15)
        }
    }

    @Test func `what waits in the queue when the room ends is refused, too`() async throws {
        try await withSmallDisk { store in
            let names = try await WriterHold.during(store) { hold in
                async let one = note("one", store)
                async let own = note("own", store, mayUseReserve: true)
                await hold.waitUntilQueued(2)
                fillDisk()
                // The last look is too old by now.
                let begun = monotonicNanoseconds()
                while monotonicNanoseconds() < begun + 300_000_000 { await Task.yield() }
                hold.release()
                return await [one, own]
            }
            #expect(names == ["noRoom", "answered"])
            makeRoom()
        }
    }

    @Test func `a service that starts on a full disk has its reserve for what is its own`()
        async throws
    {
        guard run("mount", "-t", "tmpfs", "-o", "size=16m", "none", folder.path) else { return }
        defer { _ = run("umount", folder.path) }
        let configure: (inout StoreConfiguration) -> Void = {
            $0.reserveBytes = 1 << 20
            $0.recoveryPauseMilliseconds = 20
        }
        try await withStore(in: folder, configure: configure) { store in
            #expect(await note("before", store) == "answered")
        }
        fillDisk()
        try await withStore(in: folder, configure: configure) { store in
            #expect(store.state == .writable && !store.hasRoom)
            try await store.write { try $0.note("own") }
            #expect(await note("no", store) == "noRoom")
            try await store.expect(notes: ["before", "own"])
        }
    }

    private func note(
        _ text: String,
        _ store: Store,
        key: CommandKey? = nil,
        mayUseReserve: Bool = false
    ) async -> String {
        var command = StoreCommand(label: "note", key: key)
        command.mayUseReserve = mayUseReserve
        return name(
            await store.command(command) { transaction in
                // The same text a second time is no fault here.
                try transaction.database.execute(
                    sql: "INSERT OR IGNORE INTO notes (text) VALUES (?)",
                    arguments: [text]
                )
                return .commit(Answer(status: 0, effect: 3, body: []))
            }
        )
    }

    private func fillDisk() {
        _ = run("dd", "if=/dev/zero", "of=\(folder.file("rest"))", "bs=4096")
    }

    private func makeRoom() {
        try? FileManager.default.removeItem(atPath: folder.file("rest"))
    }
}
