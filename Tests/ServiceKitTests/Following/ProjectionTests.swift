import OctopusContract
import GRDB
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

/// One followed kind of things: its contract, its table and its code.
enum Pebble {
    typealias Key = ID<Pebble>

    static let migrations = MigrationSet(
        "pebbles",
        [
            Migration(
                name: "V001-pebbles",
                sql: """
                    CREATE TABLE pebbles (
                        id BLOB PRIMARY KEY CHECK (length(id) = 16),
                        version INTEGER NOT NULL,
                        tenant BLOB NOT NULL,
                        color TEXT,
                        finder TEXT
                    ) STRICT, WITHOUT ROWID;
                    CREATE TABLE scratches (pebble BLOB NOT NULL, depth INTEGER NOT NULL) STRICT;
                    """
            )
        ]
    )

    /// A job of the definition that does nothing when it is woken.
    static let sorting = "sorting"

    static func definition(_ missing: Missing<PebbleChanged>) -> ServiceDefinition<Void> {
        ServiceDefinition(
            name: "beach",
            migrations: migrations,
            methods: [],
            followers: [
                .projection(
                    "pebbles",
                    of: "quarry",
                    [
                        .keep(
                            PebbleChanged.self,
                            in: "pebbles",
                            missing: missing,
                            [
                                "tenant": { try $0.tenant }, "color": { $0.event.color },
                                "finder": { $0.personal?.finder },
                            ]
                        )
                    ]
                )
            ],
            jobs: [JobDefinition(sorting) { _ in .idle }],
            makeEnvironment: { _ in }
        )
    }

    /// How often the job ran.
    static func sorted(_ world: World<Void>) async throws -> Int64? {
        try await world.instance.jobs.health().first { $0.name == sorting }?.slices
    }
}

struct PebbleChanged: StateEvent {
    static let declaration = EventDeclaration("quarry.v1/PebbleChanged", .state, "A pebble.")
    let id: Pebble.Key
    let version: Int64
    let color: String

    struct Personal: Message { let finder: String }
}

struct ProjectionTests {
    private static let scratches = [Retention.Dependent("scratches", by: "pebble")]

    private func pebbles(_ world: World<Void>) async throws -> [String] {
        try await world.inspect { database in
            let sql = """
                SELECT version || ' ' || ifnull(color, '-') || ' ' || ifnull(finder, '-')
                || ' ' || (SELECT count(*) FROM scratches WHERE pebble = id) FROM pebbles ORDER BY id
                """
            return try String.fetchAll(database, sql: sql)
        }
    }

    private func scratch(_ pebble: Pebble.Key, _ world: World<Void>) async throws {
        try await world.instance.store.write { transaction in
            try transaction.database.execute(
                sql: "INSERT INTO scratches VALUES (?, 1)",
                arguments: [pebble.uuid]
            )
        }
    }

    @Test func `the highest version is kept, whatever comes in between`() async throws {
        try await World.with(Pebble.definition(.kept)) { world in
            let pebble = Pebble.Key(world.ids.uuid(at: world.clock.now))
            for (version, color) in [(2, "red"), (1, "grey"), (2, "blue"), (3, "green"), (1, "x")] {
                try await world.tell(
                    PebbleChanged(id: pebble, version: Int64(version), color: color),
                    personal: .init(finder: "Ana"),
                    of: world.mall
                )
            }
            #expect(try await pebbles(world) == ["3 green Ana 0"])
        }
    }

    @Test func `what is no more becomes what is declared, and its dependents go`() async throws {
        let missing = Missing<PebbleChanged>.becomes(
            ["color": "it's gone", "finder": nil],
            when: { $0.color == "gone" },
            deleting: Self.scratches
        )
        try await World.with(Pebble.definition(missing)) { world in
            let pebble = Pebble.Key(world.ids.uuid(at: world.clock.now))
            let first = PebbleChanged(id: pebble, version: 1, color: "red")
            try await world.tell(first, personal: .init(finder: "Ana"), of: world.mall)
            try await scratch(pebble, world)
            #expect(try await pebbles(world) == ["1 red Ana 1"])
            let gone = PebbleChanged(id: pebble, version: 2, color: "gone")
            try await world.tell(gone, personal: .init(finder: "Ben"), of: world.mall)
            #expect(try await pebbles(world) == ["2 it's gone - 0"])
        }
    }

    @Test func `a job that has work when a thing is no more is woken then, and only then`()
        async throws
    {
        let missing = Missing<PebbleChanged>.becomes(
            ["color": nil],
            when: { $0.color == "gone" },
            waking: Pebble.sorting
        )
        try await World.with(Pebble.definition(missing)) { world in
            let pebble = Pebble.Key(world.ids.uuid(at: world.clock.now))
            var runs: [Int64?] = []
            for (version, color) in [(1, "red"), (2, "blue"), (3, "gone")] {
                let event = PebbleChanged(id: pebble, version: Int64(version), color: color)
                try await world.tell(event, of: world.mall)
                try await world.instance.jobs.runDue()
                runs.append(try await Pebble.sorted(world))
            }
            // At first each job looks for work.
            #expect(runs == [1, 1, 2])
        }
    }

    @Test func `what is no more is deleted, and its dependents go`() async throws {
        let missing = Missing<PebbleChanged>.deleted(
            when: { $0.color == "gone" },
            deleting: Self.scratches
        )
        try await World.with(Pebble.definition(missing)) { world in
            let pebbles = (0..<2).map { _ in Pebble.Key(world.ids.uuid(at: world.clock.now)) }
            for pebble in pebbles {
                let event = PebbleChanged(id: pebble, version: 1, color: "red")
                try await world.tell(event, of: world.mall)
                try await scratch(pebble, world)
            }
            let gone = PebbleChanged(id: pebbles[0], version: 2, color: "gone")
            try await world.tell(gone, of: world.mall)
            #expect(try await self.pebbles(world) == ["1 red - 1"])
        }
    }

    @Test func `an event without the tenant that a column needs is not applied`() async throws {
        try await World.with(Pebble.definition(.kept)) { world in
            let event = PebbleChanged(
                id: Pebble.Key(world.ids.uuid(at: world.clock.now)),
                version: 1,
                color: "red"
            )
            await #expect(throws: FollowingFault.self) {
                try await world.tell(event, of: nil)
            }
            let kept = try await pebbles(world)
            #expect(kept == [])
        }
    }
}
