import Foundation
import GRDB
import Synchronization

@testable import OctopusStore

/// What a projection keeps in these tests: a thing and its version, which is the event's body.
enum Thing {
    static let changed = "test.v1/ThingChanged"
    /// A version that only a newer release can read.
    static let unreadable: UInt8 = 200

    struct Unreadable: Error {}
}

let things = MigrationSet(
    "things",
    [
        Migration(
            name: "V001-things",
            sql: """
                CREATE TABLE things (id BLOB PRIMARY KEY, version INTEGER NOT NULL) STRICT;
                CREATE TABLE remarks (place INTEGER PRIMARY KEY, thing BLOB NOT NULL) STRICT;
                CREATE INDEX remarks_by_thing ON remarks (thing);
                CREATE TABLE counts (place INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;
                """
        )
    ]
)

extension Store {
    func things() async throws -> [UUID: UInt8] {
        try await read { database in
            let rows = try Row.fetchAll(database, sql: "SELECT id, version FROM things")
            return Dictionary(uniqueKeysWithValues: rows.map { ($0[0], $0[1]) })
        }
    }

    func counts() async throws -> [String] {
        try await read { try String.fetchAll($0, sql: "SELECT text FROM counts ORDER BY place") }
    }
}

extension Follower {
    static func counting(
        in store: Store,
        from log: Store,
        kinds: [String] = [Thing.changed],
        limit: Int = 256,
        source: (any EventSource)? = nil
    ) -> Follower {
        var configuration = FollowerConfiguration(
            name: "counting",
            source: "test",
            kind: .effects,
            handlers: kinds.map { kind in
                FollowerHandler(kind: kind) { event, transaction in
                    try transaction.database.execute(
                        sql: "INSERT INTO counts (text) VALUES (?)",
                        arguments: ["\(event.seq)"]
                    )
                }
            }
        )
        configuration.waitMilliseconds = 0
        configuration.batchLimit = limit
        configuration.acknowledgementMilliseconds = 0
        configuration.pause = { _ in await Task.yield() }
        return Follower(
            configuration,
            store: store,
            source: source ?? LocalEventSource(log),
            logger: quiet
        )
    }

    static func projecting(
        in store: Store,
        from log: Store,
        snapshot: SnapshotOfThings? = nil,
        readsEverything: Bool = false
    ) -> Follower {
        let handler = FollowerHandler(
            kind: Thing.changed,
            retention: Retention(
                table: "things",
                assignments: nil,
                dependents: [Retention.Dependent("remarks", by: "thing")]
            ),
            apply: { event, transaction in
                let version = event.body[0]
                try transaction.append(.about(event.subject))
                try transaction.database.execute(
                    sql: """
                        INSERT INTO things VALUES (?, ?) ON CONFLICT DO UPDATE
                        SET version = excluded.version WHERE excluded.version > version OR ?
                        """,
                    arguments: [event.subject, version, event.replaces]
                )
                if version == Thing.unreadable, !readsEverything { throw Thing.Unreadable() }
            }
        )
        var configuration = FollowerConfiguration(
            name: "projecting",
            source: "test",
            kind: .projection,
            handlers: [handler]
        )
        configuration.waitMilliseconds = 0
        return Follower(
            configuration,
            store: store,
            source: LocalEventSource(log, snapshot: snapshot.map { $0.page }),
            logger: quiet
        )
    }
}

/// Present states as a service would answer them.
struct SnapshotOfThings: Sendable {
    let log: Store
    let things: [UUID: UInt8]
    let pageSize: Int

    @Sendable func page(
        _ kinds: Set<String>,
        _ cursor: [UInt8]?,
        _ limit: Int
    ) async throws -> SnapshotPage {
        let position = try await log.events.headPosition()
        let start = Int(cursor?.first ?? 0)
        let sorted = things.sorted { $0.key.uuidString < $1.key.uuidString }
        let states = sorted.dropFirst(start).prefix(pageSize).map { thing in
            StoredEvent(
                seq: position.seq,
                id: UUID(),
                kind: Thing.changed,
                isSecurity: false,
                atMilliseconds: 0,
                tenant: nil,
                partner: nil,
                subject: thing.key,
                trace: nil,
                body: [thing.value],
                personal: nil
            )
        }
        let end = start + states.count
        return SnapshotPage(
            position: position,
            kinds: [Thing.changed],
            states: Array(states),
            next: end < sorted.count ? [UInt8(end)] : nil
        )
    }
}

/// A service of a newer release, which sends kinds that nobody asked for.
struct UnfilteredSource: EventSource {
    let log: Store

    func read(
        after position: EventPosition?,
        kinds: Set<String>,
        limit: Int,
        waitMilliseconds: Int
    ) async throws -> EventPage {
        try await log.events.read(after: position, limit: limit)
    }

    func snapshot(
        of kinds: Set<String>,
        cursor: [UInt8]?,
        limit: Int
    ) async throws -> SnapshotPage {
        try await LocalEventSource(log).snapshot(of: kinds, cursor: cursor, limit: limit)
    }
}

/// A log that can't be reached at first.
final class FailingSource: EventSource {
    struct Unreachable: Error {}

    private let local: LocalEventSource
    private let failures: Mutex<Int>

    init(log: Store, failures: Int) {
        local = LocalEventSource(log)
        self.failures = Mutex(failures)
    }

    private func fail() throws {
        let fails = failures.withLock { left in
            left -= 1
            return left >= 0
        }
        if fails { throw Unreachable() }
    }

    func read(
        after position: EventPosition?,
        kinds: Set<String>,
        limit: Int,
        waitMilliseconds: Int
    ) async throws -> EventPage {
        try fail()
        return try await local.read(
            after: position,
            kinds: kinds,
            limit: limit,
            waitMilliseconds: waitMilliseconds
        )
    }

    func snapshot(
        of kinds: Set<String>,
        cursor: [UInt8]?,
        limit: Int
    ) async throws -> SnapshotPage {
        try fail()
        return try await local.snapshot(of: kinds, cursor: cursor, limit: limit)
    }
}
