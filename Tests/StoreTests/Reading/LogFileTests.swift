import Foundation
import GRDB
import OctopusFairTurns
import Testing

@testable import OctopusStore

/// The `-wal` file while reads follow on each other without a gap.
@Suite struct LogFileTests {
    let folder: Folder

    init() throws { folder = try Folder() }

    private static let limit = 36 * 1024 * 1024

    private func bytes() throws -> Int {
        let path = folder.file("test.db-wal")
        return try #require(
            FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
        )
    }

    /// Writes some 400 KiB a time; what is in the pages does not matter.
    private func write(_ rounds: Int, _ store: Store) async throws -> Int {
        var most = 0
        for _ in 0..<rounds {
            try await store.write { transaction in
                try transaction.database.execute(
                    sql: """
                        INSERT INTO meta VALUES ('filling', randomblob(400000))
                        ON CONFLICT DO UPDATE SET value = excluded.value
                        """
                )
            }
            most = max(most, try bytes())
        }
        return most
    }

    @Test func `it stays within its bound while somebody always reads`() async throws {
        try await withStore(
            in: folder,
            configure: {
                $0.logFileLimitBytes = Self.limit
                $0.readLimitMilliseconds = 200
            }
        ) { store in
            let isOver = Box(false)
            let readCount = Box(0)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for program in 0..<3 {
                    group.addTask {
                        let ticket = ReadTicket(
                            share: Share(tenant: nil, program: "\(program)", person: nil)
                        )
                        while !isOver.value {
                            // Each holds its snapshot until it is ended.
                            _ = try? await store.read(for: ticket) { database in
                                try Int.fetchOne(
                                    database,
                                    sql: """
                                        WITH RECURSIVE n (i) AS (
                                            SELECT count(*) FROM notes
                                            UNION ALL SELECT i + 1 FROM n)
                                        SELECT count(*) FROM n
                                        """
                                )
                            }
                            readCount.change { $0 += 1 }
                        }
                    }
                }
                // 120 MB and more.
                let most = try await write(320, store)
                isOver.value = true
                #expect(most < Self.limit + 2 * 1024 * 1024)
                try await group.waitForAll()
            }
            #expect(readCount.value > 2)
        }
    }

    @Test func `without reads it begins anew before its bound`() async throws {
        try await withStore(in: folder) { store in
            let most = try await write(200, store)
            #expect(most < 36 * 1024 * 1024)
        }
    }

    /// Tells of each attempt to empty the file, whether it succeeded.
    private static func attempts() -> (AsyncStream<Bool>, StoreHooks) {
        let (stream, attempts) = AsyncStream.makeStream(of: Bool.self)
        var hooks = StoreHooks()
        hooks.logFileWasTried = { attempts.yield($0) }
        return (stream, hooks)
    }

    @Test func `what was erased goes once another program's snapshot has ended, without a batch`()
        async throws
    {
        let (stream, hooks) = Self.attempts()
        try await withStore(in: folder, configure: { $0.hooks = hooks }) { store in
            var attempts = stream.makeAsyncIterator()
            // A process that begins can't know what the one before left.
            while await attempts.next() != true {}
            var settings = Configuration()
            settings.readonly = true
            settings.allowsUnsafeTransactions = true
            let other = try DatabaseQueue(path: folder.file("test.db"), configuration: settings)
            try await other.holdSnapshot { database in
                _ = try Int.fetchOne(database, sql: "SELECT count(*) FROM notes")
            }
            try await store.write { transaction in
                try transaction.note("Ana")
                transaction.leaveNoTrace()
            }
            for _ in 0..<2 { #expect(await attempts.next() == false) }
            #expect(try bytes() > 0)
            try other.close()
            while await attempts.next() != true {}
            #expect(try bytes() == 0)
            try await store.expect(notes: ["Ana"])
        }
    }

    @Test func `what was erased goes once a read of one's own has ended, without a batch`()
        async throws
    {
        let (stream, hooks) = Self.attempts()
        try await withStore(
            in: folder,
            configure: {
                $0.hooks = hooks
                $0.readLimitMilliseconds = 50
            }
        ) { store in
            var attempts = stream.makeAsyncIterator()
            while await attempts.next() != true {}
            let (begun, began) = AsyncStream.makeStream(of: Void.self)
            let mayEnd = DispatchSemaphore(value: 0)
            defer { mayEnd.signal() }
            // It sleeps outside of SQLite, so its limit does not end it.
            async let read = store.read { database in
                _ = try Int.fetchOne(database, sql: "SELECT count(*) FROM notes")
                began.yield()
                mayEnd.wait()
                return 1
            }
            for await _ in begun { break }
            try await store.write { transaction in
                try transaction.note("Ana")
                transaction.leaveNoTrace()
            }
            for _ in 0..<2 { #expect(await attempts.next() == false) }
            #expect(try bytes() > 0)
            mayEnd.signal()
            while await attempts.next() != true {}
            #expect(try bytes() == 0)
            #expect(try await read == 1)
        }
    }

    @Test func `another program that reads is outlived`() async throws {
        try await withStore(
            in: folder,
            configure: {
                $0.logFileLimitBytes = Self.limit
                $0.readLimitMilliseconds = 50
            }
        ) { store in
            var settings = Configuration()
            settings.readonly = true
            settings.allowsUnsafeTransactions = true
            let other = try DatabaseQueue(
                path: folder.file("test.db"),
                configuration: settings
            )
            _ = try await write(1, store)
            try await other.holdSnapshot { database in
                _ = try Int.fetchOne(database, sql: "SELECT count(*) FROM notes")
            }
            _ = try await write(120, store)
            #expect(try bytes() > Self.limit)
            #expect(try await store.read { _ in 1 } == 1)
            try other.close()
            _ = try await write(20, store)
            #expect(try bytes() <= Self.limit + 2 * 1024 * 1024)
        }
    }
}

extension DatabaseQueue {
    /// Begins a transaction that stays open.
    fileprivate func holdSnapshot(
        _ body: @escaping @Sendable (Database) throws -> Void
    ) async throws {
        try await writeWithoutTransaction { database in
            try database.execute(sql: "BEGIN")
            try body(database)
        }
    }
}
