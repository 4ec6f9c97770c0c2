import FoundationEssentials
import GRDB
import OctopusContract
@testable import OctopusServiceKit
import OctopusStore
import OctopusTestKit

/// A service whose log others act on: somebody found a pebble.
struct PebbleFound: Event {
    static let declaration = EventDeclaration("quarry.v1/PebbleFound", .fact, "A pebble was found.")
    let pebble: Pebble.Key
}

enum Quarry {
    static let definition = ServiceDefinition<Void>(
        name: "quarry",
        migrations: MigrationSet("quarry", []),
        methods: [],
        events: [PebbleFound.self, PebbleChanged.self],
        snapshots: [
            .of(PebbleChanged.self) { _, after, _ in
                guard after == nil else { return [] }
                let id = Pebble.Key(UUID(uuid: (1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)))
                let state = PebbleChanged(id: id, version: 1, color: "red")
                return [SnapshotRow(subject: id.uuid, tenant: TenantID(id.uuid), event: state)]
            }
        ],
        makeEnvironment: { _ in }
    )

    /// A service that writes one letter for each pebble that was found.
    static let thanks = ServiceDefinition<Void>(
        name: "thanks",
        migrations: MigrationSet(
            "thanks",
            [
                Migration(
                    name: "V001-letters",
                    sql: """
                        CREATE TABLE letters (
                            place INTEGER PRIMARY KEY, pebble BLOB NOT NULL
                        ) STRICT;
                        """
                )
            ]
        ),
        methods: [],
        followers: [
            .effects(
                "thanks",
                of: "quarry",
                [
                    .act(on: PebbleFound.self, once: { $0.pebble.uuid }) { event, _, context in
                        try context.database.run(
                            "INSERT INTO letters (pebble) VALUES (?)",
                            [event.pebble]
                        )
                    }
                ]
            )
        ],
        makeEnvironment: { _ in }
    )

    /// Tells that pebbles were found.
    static func find(_ pebbles: [Pebble.Key], in instance: ServiceInstance<Void>) async throws {
        for pebble in pebbles {
            try await instance.store.write { transaction in
                let work = WorkContext(
                    now: Instant(milliseconds: transaction.nowMilliseconds),
                    environment: (),
                    transaction: transaction,
                    trace: nil,
                    ids: instance.ids
                )
                try work.emit(PebbleFound(pebble: pebble), about: pebble.uuid, tenant: nil)
            }
        }
    }

    /// Nothing of the log is kept.
    static func trim(_ instance: ServiceInstance<Void>) async throws {
        let store = instance.store
        try await store.write { transaction in
            let retention = LogRetention(keptMilliseconds: -1)
            _ = try store.events.trim(retention, limit: 100, transaction)
        }
    }

    /// Where the log ends.
    static func end(_ instance: ServiceInstance<Void>) -> LogPosition {
        let head = instance.store.head
        return LogPosition(service: "quarry", shard: 0, epoch: head.epoch, seq: head.seq)
    }

    static func pebbles(_ count: Int) -> [Pebble.Key] {
        (0..<count).map { _ in Pebble.Key(UUID()) }
    }

    /// A service that reads the quarry's log, in the same process.
    static func reading(
        _ quarry: ServiceInstance<Void>,
        _ definition: ServiceDefinition<Void>,
        working: Bool = true
    ) async throws -> World<Void> {
        let source = LocalEventSource(quarry.store) { kinds, cursor, limit in
            try await SnapshotReader(definitions: Self.definition.snapshots, store: quarry.store)
                .page(kinds: kinds, cursor: cursor, limit: limit)
        }
        return try await World(
            definition,
            WorldOptions(
                working: working,
                configure: { configuration in
                    configuration.sources = { $0 == "quarry" ? [source] : [] }
                }
            )
        )
    }
}
