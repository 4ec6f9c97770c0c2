import Foundation
import GRDB
import Testing

@testable import OctopusStore

@Suite struct AbandonmentTests {
    let folder: Folder

    init() throws { folder = try Folder() }

    @Test func `a command that nobody waits for any more does not begin`() async throws {
        try await withStore(in: folder) { store in
            let command = StoreCommand(label: "note", isAbandoned: { .expired })
            let answer = await store.command(command) { transaction in
                try transaction.note("no")
                return .commit(Answer(status: 0, effect: 3, body: []))
            }
            #expect(name(answer) == "expired")
            try await store.expect(notes: [])
        }
    }

    @Test func `a command that is cancelled while it runs leaves nothing`() async throws {
        let isCancelled = Box(false)
        try await withStore(in: folder) { store in
            let command = StoreCommand(
                label: "note",
                isAbandoned: { isCancelled.value ? .cancelled : nil }
            )
            let answer = await store.command(command) { transaction in
                try transaction.note("no")
                try transaction.append(.about(UUID()))
                isCancelled.value = true
                return .commit(Answer(status: 0, effect: 3, body: []))
            }
            #expect(name(answer) == "cancelled")
            try await store.expect(notes: [])
            #expect(store.head.seq == 0)
        }
    }

    @Test func `a refused guess counts even if its caller has gone`() async throws {
        let isCancelled = Box(false)
        try await withStore(in: folder) { store in
            let command = StoreCommand(
                label: "guess",
                isAbandoned: { isCancelled.value ? .cancelled : nil }
            )
            _ = await store.command(command) { transaction in
                isCancelled.value = true
                transaction.afterRefusal {
                    try $0.execute(sql: "INSERT INTO notes (text) VALUES ('counted')")
                }
                return .refuse(Answer(status: 16, effect: 0, body: []), stored: false)
            }
            try await store.expect(notes: ["counted"])
        }
    }
}
