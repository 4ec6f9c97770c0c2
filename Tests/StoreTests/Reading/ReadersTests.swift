import Foundation
import GRDB
import OctopusFairTurns
import Testing

@testable import OctopusStore

/// SQLite counts for minutes: only an interruption ends it.
private let endless = """
    WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n)
    SELECT count(*) FROM n
    """

@Suite struct ReadersTests {
    let folder: Folder

    init() throws { folder = try Folder() }

    private func ticket(
        _ program: String,
        tenant: UUID? = nil,
        _ isAbandoned: @escaping @Sendable () -> Abandonment? = { nil }
    ) -> ReadTicket {
        ReadTicket(
            share: Share(tenant: tenant, program: program, person: nil),
            isAbandoned: isAbandoned
        )
    }

    @Test func `more reads than readers all get their answers`() async throws {
        try await withStore(in: folder) { store in
            try await store.write { try $0.note("one") }
            let counts = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<100 {
                    group.addTask { try await store.notes().count }
                }
                return try await group.reduce(0, +)
            }
            #expect(counts == 100)
        }
    }

    @Test func `a store that was closed refuses to read`() async throws {
        let store = try Store.open(.test(folder.file("test.db")), logger: quiet)
        await store.close()
        await #expect(throws: StoreError.closed) { try await store.notes() }
    }

    @Test func `one program's endless reads keep no other from a thread`() async throws {
        try await withStore(in: folder, configure: { $0.readLimitMilliseconds = 60_000 }) { store in
            try await store.write { try $0.note("one") }
            let isOver = Box(false)
            let started = Box(0)
            await withTaskGroup { group in
                for _ in 0..<50 {
                    let flood = ticket("flood") {
                        isOver.value ? .cancelled : nil
                    }
                    group.addTask {
                        await #expect(throws: ReadRefusal.abandoned(.cancelled)) {
                            try await store.read(for: flood) { database in
                                started.change { $0 += 1 }
                                _ = try Int.fetchOne(database, sql: endless)
                            }
                        }
                    }
                }
                while started.value == 0 { await Task.yield() }
                for number in 0..<100 {
                    let found = try? await store.read(for: ticket("other \(number % 3)")) {
                        try String.fetchAll($0, sql: "SELECT text FROM notes")
                    }
                    #expect(found == ["one"])
                }
                isOver.value = true
            }
            // The others were dropped before they began.
            #expect(started.value <= store.configuration.readerCount)
        }
    }

    @Test func `what nobody waits for is dropped before it begins`() async throws {
        try await withStore(in: folder) { store in
            let hasRun = Box(false)
            await #expect(throws: ReadRefusal.abandoned(.expired)) {
                try await store.read(for: ticket("gone") { .expired }) { _ in hasRun.value = true }
            }
            #expect(!hasRun.value)
        }
    }

    @Test func `a read is ended at its limit, and its connection reads on`() async throws {
        try await withStore(
            in: folder,
            configure: {
                $0.readLimitMilliseconds = 20
                $0.readerCount = 1
            }
        ) { store in
            try await store.write { try $0.note("one") }
            for _ in 0..<5 {
                await #expect(throws: ReadRefusal.tooLong(limitMilliseconds: 20)) {
                    _ = try await store.read { try Int.fetchOne($0, sql: endless) }
                }
                try await store.expect(notes: ["one"])
            }
        }
    }

    @Test func `a body that passes over its interruption has no result`() async throws {
        try await withStore(in: folder, configure: { $0.readLimitMilliseconds = 20 }) { store in
            _ = await #expect(throws: ReadRefusal.tooLong(limitMilliseconds: 20)) {
                _ = try await store.read { (try? Int.fetchOne($0, sql: endless)) ?? 0 }
            }
        }
    }

    /// Each read is abandoned at another of its steps, the next one on the connection never is.
    @Test func `an interruption never meets the next read`() async throws {
        try await withStore(in: folder, configure: { $0.readerCount = 1 }) { store in
            for step in 1...200 {
                let asked = Box(0)
                let abandoned = ticket("one") {
                    asked.change { count in
                        count += 1
                        return count > 1 + step % 7 ? .cancelled : nil
                    }
                }
                async let first: Int? = try? store.read(for: abandoned) {
                    try Int.fetchOne($0, sql: endless)
                }
                let second = try await store.read(for: ticket("two")) { database in
                    try Int.fetchOne(
                        database,
                        sql: """
                            WITH RECURSIVE n (i) AS (
                                VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
                            SELECT count(*) FROM n
                            """
                    )
                }
                #expect(second == 5000)
                #expect(await first == nil)
            }
        }
    }

    @Test func `a share that fills the queue is named, and others' reads are taken`() async throws {
        try await withStore(
            in: folder,
            configure: {
                $0.readLimitMilliseconds = 60_000
                $0.waitingReadLimit = 48
            }
        ) { store in
            let isOver = Box(false)
            let refusals = Box<[ReadRefusal]>([])
            await withTaskGroup { group in
                let flood = ticket("flood", tenant: UUID()) {
                    isOver.value ? .cancelled : nil
                }
                for _ in 0..<100 {
                    group.addTask {
                        do {
                            _ = try await store.read(for: flood) {
                                try Int.fetchOne($0, sql: endless)
                            }
                        } catch {
                            guard let refusal = error as? ReadRefusal else { return }
                            refusals.change { $0.append(refusal) }
                        }
                    }
                }
                while refusals.value.count < 40 { await Task.yield() }
                #expect(refusals.value.allSatisfy { $0 == .overloaded(.program) })
                #expect((try? await store.read(for: ticket("other")) { _ in 1 }) == 1)
                isOver.value = true
            }
        }
    }
}
