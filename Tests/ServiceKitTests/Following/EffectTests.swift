import Foundation
import GRDB
import OctopusContract
import OctopusMesh
import OctopusTestKit
import Testing

@testable import OctopusServiceKit
@testable import OctopusStore

struct EffectTests {
    private func letters(_ store: Store) async throws -> [Pebble.Key] {
        try await store.read { database in
            try Pebble.Key.all(database, "SELECT pebble FROM letters ORDER BY place")
        }
    }

    /// Returns when an effect has acted on everything.
    private func settle(_ reader: ServiceInstance<Void>, _ quarry: ServiceInstance<Void>) async {
        let follower = reader.following.follower("thanks", shard: 0)
        let isLevel = await follower?.waitUntilApplied(quarry.store.head, timeout: .seconds(60))
        #expect(isLevel == true)
    }

    /// Why an effect stops, once it does.
    @discardableResult
    private func stop(of reader: World<Void>) async throws -> FollowerStop {
        let follower = try #require(reader.instance.following.follower("thanks", shard: 0))
        while true {
            let level = follower.changes.value
            if let stop = follower.stop { return stop }
            _ = await follower.changes.wait(for: level + 1, timeout: nil)
        }
    }

    private func tail(_ quarry: ServiceInstance<Void>) async throws -> Int64 {
        try await quarry.store.events.read(after: nil, limit: 1).tail
    }

    @Test func `acts once on each thing, even if an operator lets the log be read again`()
        async throws
    {
        try await World.with(Quarry.definition) { world in
            let quarry = world.instance
            let reader = try await Quarry.reading(quarry, Quarry.thanks)
            let pebbles = Quarry.pebbles(3)
            try await Quarry.find(pebbles + [pebbles[0]], in: quarry)
            await settle(reader.instance, quarry)
            #expect(try await letters(reader.instance.store) == pebbles)

            // The quarry was restored: the effect stops, and is let go on.
            let accept = AcceptLoss.Request(follower: "thanks")
            await #expect(throws: CallRefused.self) {
                try await reader.perform(AcceptLoss.self, accept)
            }
            try await quarry.store.resetEpoch()
            try await stop(of: reader)
            let health = try await reader.perform(Health.self, .init())
            #expect(health.followers.first { $0.name == "thanks" }?.trouble != nil)
            try await reader.perform(AcceptLoss.self, accept)
            let more = Quarry.pebbles(1)
            try await Quarry.find(more, in: quarry)
            await settle(reader.instance, quarry)
            #expect(try await letters(reader.instance.store) == pebbles + more)
            await reader.close()
        }
    }

    @Test(arguments: [
        "follower.middle:2", "follower.middle:5", "commit.after:3", "commit.before:3",
    ])
    func `killed whenever, acts once on each thing`(_ fault: String) async throws {
        try await TemporaryFolder.with { folder in
            let path = folder.file("data")
            let pebbles = Quarry.pebbles(5)
            let quarry = try await Self.open(Quarry.definition, path, source: nil)
            try await Quarry.find(pebbles, in: quarry)
            await quarry.close()
            await #expect(processExitsWith: .signal(SIGKILL)) {
                [path = path as String, fault = fault as String] in
                setenv("OCTOPUS_FAULT", fault, 1)
                // Another signal than the one that is awaited, if the fault is never met.
                alarm(60)
                let quarry = try await Self.open(Quarry.definition, path, source: nil)
                let reader = try await Self.open(Quarry.thanks, path, source: quarry.store)
                await reader.work()
            }
            let source = try await Self.open(Quarry.definition, path, source: nil)
            let reader = try await Self.open(Quarry.thanks, path, source: source.store)
            let work = Task { await reader.work() }
            await settle(reader, source)
            work.cancel()
            await work.value
            #expect(try await letters(reader.store) == pebbles)
            await reader.close()
            await source.close()
        }
    }

    private static func open(
        _ definition: ServiceDefinition<Void>,
        _ folder: String,
        source: Store?
    ) async throws -> ServiceInstance<Void> {
        var configuration = InstanceConfiguration(
            dataFolder: folder,
            settings: Settings(Setting.standard),
            logger: .silent
        )
        configuration.sources = { name in
            name == "quarry" ? source.map { [LocalEventSource($0)] } ?? [] : []
        }
        return try await ServiceInstance.open(definition, configuration)
    }

    @Test func `the log is trimmed by itself, never past what a reader has acted on`() async throws
    {
        let (commits, committed) = AsyncStream<Void>.makeStream(
            bufferingPolicy: .bufferingNewest(1)
        )
        let configure: @Sendable (inout InstanceConfiguration) -> Void = { configuration in
            configuration.adjustStore = { $0.hooks.batchDidCommit = { committed.yield() } }
        }
        try await World.with(Quarry.definition, working: true, configure: configure) { world in
            let quarry = world.instance
            /// Looks again after each commit.
            func wait(until holds: () async throws -> Bool) async throws {
                if try await holds() { return }
                for await _ in commits where try await holds() { return }
            }
            let reader = try await Quarry.reading(quarry, Quarry.thanks)
            let pebbles = Quarry.pebbles(5)
            try await Quarry.find(Array(pebbles[..<2]), in: quarry)
            await settle(reader.instance, quarry)
            reader.pass(.seconds(10))
            try await wait { try await quarry.store.events.readers().first?.seq == 2 }
            await reader.close()

            try await Quarry.find(Array(pebbles[2...]), in: quarry)
            world.pass(.seconds(40 * 86_400))
            try await wait { try await tail(quarry) >= 3 }
            world.pass(.seconds(3_600))
            #expect(try await tail(quarry) == 3)

            // The reader comes back after all this time, and has missed nothing.
            let again = try await World(restarting: reader)
            await settle(again.instance, quarry)
            #expect(try await letters(again.instance.store) == pebbles)
            await again.close()

            // An operator lets go of it, and the rest is trimmed.
            let readers = try await world.perform(ListReaders.self, .init()).readers
            #expect(readers.map(\.name) == ["thanks/0"])
            try await world.perform(ForgetReader.self, .init(name: "thanks/0"))
            world.pass(.seconds(3_600))
            try await wait { try await tail(quarry) >= 6 }
            await #expect(throws: CallRefused.self) {
                try await world.perform(ForgetReader.self, .init(name: "thanks/0"))
            }
        }
    }

    @Test func `of a trimmed log a projection takes the snapshot, an effect never`() async throws {
        try await World.with(Quarry.definition) { world in
            let quarry = world.instance
            try await Quarry.find(Quarry.pebbles(3), in: quarry)
            try await Quarry.trim(quarry)
            let projecting = try await Quarry.reading(quarry, Pebble.definition(.kept))
            #expect(await projecting.instance.hasSeen([Quarry.end(quarry)], within: .seconds(60)))
            let colors = try await projecting.instance.store.read { database in
                try String.fetchAll(database, sql: "SELECT color FROM pebbles")
            }
            #expect(colors == ["red"])
            await projecting.close()

            let acting = try await Quarry.reading(quarry, Quarry.thanks)
            #expect(try await stop(of: acting) == .beginningTrimmed(tail: 4))
            #expect(try await letters(acting.instance.store) == [])
            await acting.close()
        }
    }

    @Test func `a thing that the snapshot no longer has wakes the job, as its end would`()
        async throws
    {
        try await World.with(Quarry.definition) { world in
            let quarry = world.instance
            try await Quarry.find(Quarry.pebbles(1), in: quarry)
            try await Quarry.trim(quarry)
            let missing = Missing<PebbleChanged>.becomes(["color": nil], waking: Pebble.sorting)
            let resting = try await Quarry.reading(
                quarry,
                Pebble.definition(missing),
                working: false
            )
            try await resting.instance.jobs.runDue()
            let lost = Quarry.pebbles(1)[0]
            try await resting.instance.store.write { transaction in
                _ = try transaction.database.run(
                    "INSERT INTO pebbles VALUES (?, 1, ?, 'blue', NULL)",
                    [lost, resting.mall]
                )
            }
            await resting.close()

            let following = try await World(restarting: resting, working: true)
            #expect(await following.instance.hasSeen([Quarry.end(quarry)], within: .seconds(60)))
            await following.close()

            let reader = try await World(restarting: following, working: false)
            try await reader.instance.jobs.runDue()
            #expect(try await Pebble.sorted(reader) == 2)
            let colors = try await reader.instance.store.read { database in
                try String?.fetchAll(database, sql: "SELECT color FROM pebbles ORDER BY color")
            }
            #expect(colors == [nil, "red"])
            await reader.close()
        }
    }

    @Test func `what can't be acted on is listed, tried again, and done once`() async throws {
        try await World.with(Quarry.definition) { world in
            let quarry = world.instance
            let reader = try await Quarry.reading(quarry, Quarry.thanks)
            let store = reader.instance.store
            func rename(_ old: String, _ new: String) async throws {
                try await store.write { transaction in
                    _ = try transaction.database.run("ALTER TABLE \(old) RENAME TO \(new)")
                }
            }
            try await rename("letters", "drawer")
            let pebbles = Quarry.pebbles(2)
            try await Quarry.find(pebbles, in: quarry)
            await settle(reader.instance, quarry)

            let list = ListParked.Request(follower: "thanks")
            let parked = try await reader.perform(ListParked.self, list).parked
            #expect(Set(parked.map(\.subject)) == Set(pebbles.map(\.uuid)))
            #expect(parked.allSatisfy { $0.kind == "quarry.v1/PebbleFound" && $0.events == 1 })
            let retries = pebbles.map { pebble in
                RetryParked.Request(follower: "thanks", subject: pebble.uuid)
            }
            #expect(try await !reader.perform(RetryParked.self, retries[0]).isApplied)

            try await rename("drawer", "letters")
            for retry in retries + retries {
                #expect(try await reader.perform(RetryParked.self, retry).isApplied)
            }
            #expect(try await letters(store) == pebbles)
            #expect(try await reader.perform(ListParked.self, list).parked.isEmpty)
            await #expect(throws: CallRefused.self) {
                try await reader.perform(ListParked.self, .init(follower: "nobody"))
            }
            await reader.close()
        }
    }

    @Test func `a service registers over the mesh under its own name`() async throws {
        try await TemporaryFolder.with { folder in
            let keys = CurveKeyPair.generate()
            let place = MeshMap.Shard(endpoint: "tcp://127.0.0.1:1", publicKey: keys.publicKey)
            let quarry = try await RunningService.start(
                Quarry.definition,
                in: folder,
                others: MeshMap(services: ["thanks": [place]])
            )
            let pebbles = Quarry.pebbles(2)
            try await Quarry.find(pebbles, in: quarry.host.instance)
            let thanks = try await RunningService.start(
                Quarry.thanks,
                in: folder,
                others: quarry.map,
                keys: keys
            )
            await settle(thanks.host.instance, quarry.host.instance)
            #expect(try await letters(thanks.host.instance.store) == pebbles)
            let readers = try await quarry.host.instance.store.events.readers()
            #expect(readers.map(\.name) == ["thanks/thanks/0"])
            await thanks.stop()
            await quarry.stop()
        }
    }

    @Test func `services may read and register, and neither forget readers nor accept losses`() {
        let key = CurveKeyPair.generate().publicKey
        let place = MeshMap.Shard(endpoint: "tcp://127.0.0.1:1", publicKey: key)
        let program = SecurityState.pinned(by: MeshMap(services: ["thanks": [place]]))[key]
        let may = ContractIndex.mesh.methods.map { $0.declaration.name }.filter {
            program?.mayCall($0) == true
        }
        #expect(
            Set(may) == [
                "mesh.v1/Health", "mesh.v1/ReadEvents", "mesh.v1/ReadSnapshot",
                "mesh.v1/RegisterReader",
            ]
        )
        #expect(program?.mayCall("mesh.v1/ReadPersonal") == true)
    }

    @Test func `a tenant's program registers nothing and sees no readers`() async throws {
        try await World.with(Quarry.definition) { world in
            let till = Principal.program(of: world.mall)
            await #expect(throws: CallRefused.self) {
                try await world.perform(
                    RegisterReader.self,
                    .init(name: "mine", place: nil),
                    as: till
                )
            }
            await #expect(throws: CallRefused.self) {
                try await world.perform(ListReaders.self, .init(), as: till)
            }
            try await world.perform(RegisterReader.self, .init(name: "mine", place: nil))
            let readers = try await world.perform(ListReaders.self, .init()).readers
            #expect(readers.map(\.name) == ["operator@operator-key/mine"])
        }
    }
}
