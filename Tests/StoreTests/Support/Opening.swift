import Foundation
import GRDB
import Logging
import Synchronization
import Testing

@testable import OctopusStore

let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

/// A set with one table to write to.
let notes = MigrationSet(
    "notes",
    [
        Migration(
            name: "V001-notes",
            sql: "CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;"
        )
    ]
)

/// A wall clock that stands still until it is moved.
final class Wall: Sendable {
    static let start: Int64 = 1_800_000_000_000
    private let now = Mutex(Wall.start)

    var milliseconds: Int64 { now.withLock { $0 } }

    func advance(byMilliseconds more: Int64) { now.withLock { $0 += more } }
}

extension StoreConfiguration {
    static func test(
        _ path: String,
        migrations: [MigrationSet] = [notes],
        wall: Wall = Wall(),
        clock: (any StoreClock)? = nil,
        _ change: (inout Self) -> Void = { _ in }
    ) -> Self {
        var configuration = StoreConfiguration(
            service: "test",
            path: path,
            migrations: migrations,
            clock: clock ?? ManualClock(wall)
        )
        change(&configuration)
        return configuration
    }
}

/// Opens a store, runs the test, closes the store.
func withStore<T>(
    in folder: Folder,
    migrations: [MigrationSet] = [notes],
    wall: Wall = Wall(),
    clock: (any StoreClock)? = nil,
    configure: (inout StoreConfiguration) -> Void = { _ in },
    _ body: (Store) async throws -> T
) async throws -> T {
    let store = try Store.open(
        .test(folder.file("test.db"), migrations: migrations, wall: wall, clock: clock, configure),
        logger: quiet
    )
    do {
        let result = try await body(store)
        await store.close()
        return result
    } catch {
        await store.close()
        throw error
    }
}

extension Transaction {
    func note(_ text: String) throws {
        try database.cachedStatement(sql: "INSERT INTO notes (text) VALUES (?)")
            .execute(arguments: [text])
    }
}

extension Store {
    func notes() async throws -> [String] {
        try await read { try String.fetchAll($0, sql: "SELECT text FROM notes ORDER BY id") }
    }

    func expect(notes: [String], at location: SourceLocation = #_sourceLocation) async throws {
        let found = try await self.notes()
        #expect(found == notes, sourceLocation: location)
    }
}

/// Holds the writer, so that what is submitted meanwhile is one batch.
final class WriterHold: Sendable {
    private let gate = DispatchSemaphore(value: 0)
    private let hasBegun = Mutex(false)
    private let store: Store

    private init(_ store: Store) { self.store = store }

    /// Performs `work` with the writer held until `count` commands wait.
    static func whileHeld<T: Sendable>(
        _ store: Store,
        until count: Int,
        _ work: @escaping @Sendable () async throws -> T
    ) async throws -> T {
        try await during(store) { hold in
            async let result = work()
            await hold.waitUntilQueued(count)
            hold.release()
            return try await result
        }
    }

    /// Performs `work` with the writer held until it is released.
    static func during<T: Sendable>(
        _ store: Store,
        _ work: @Sendable (WriterHold) async throws -> T
    ) async throws -> T {
        let hold = WriterHold(store)
        async let held: Void = store.write(label: "hold") { _ in
            hold.hasBegun.withLock { $0 = true }
            hold.gate.wait()
        }
        while !hold.hasBegun.withLock({ $0 }) { await Task.yield() }
        let result = try await work(hold)
        try await held
        return result
    }

    func waitUntilQueued(_ count: Int) async {
        while store.queueDepth < count { await Task.yield() }
    }

    func release() { gate.signal() }
}

/// A value that several threads may change.
final class Box<Value: Sendable>: Sendable {
    private let content: Mutex<Value>

    init(_ value: Value) { content = Mutex(value) }

    var value: Value {
        get { content.withLock { $0 } }
        set { content.withLock { $0 = newValue } }
    }

    func change<T: Sendable>(_ body: (inout Value) -> T) -> T { content.withLock { body(&$0) } }
}
