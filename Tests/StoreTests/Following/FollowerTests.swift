import Foundation
import GRDB
import Synchronization
import Testing

@testable import OctopusStore

/// A follower against a real log and a real database.
@Suite struct FollowerTests {
    let source: Folder
    let folder: Folder

    init() throws {
        source = try Folder()
        folder = try Folder()
    }

    /// Both databases, open.
    private func withLogAndStore(
        _ body: (_ log: Store, _ store: Store) async throws -> Void
    ) async throws {
        try await withStore(in: source) { log in
            try await withStore(in: folder, migrations: [things]) { store in
                try await body(log, store)
            }
        }
    }

    private func change(_ log: Store, _ thing: UUID, version: UInt8) async throws {
        _ = try await log.write {
            try $0.append(.about(thing, kind: Thing.changed, body: [version]))
        }
    }

    private func level(_ follower: Follower, _ log: Store) async throws {
        while !follower.hasApplied(log.head) { try await follower.advance() }
    }

    @Test func `effects happen once, even if the same follower begins again`() async throws {
        try await withLogAndStore { log, store in
            for version in 1...3 { try await change(log, UUID(), version: UInt8(version)) }
            try await level(.counting(in: store, from: log), log)
            try await change(log, UUID(), version: 4)
            try await level(.counting(in: store, from: log), log)
            #expect(try await store.counts() == ["1", "2", "3", "4"])
        }
    }

    @Test func `a batch is as large as its limit`() async throws {
        try await withLogAndStore { log, store in
            for version in 1...5 { try await change(log, UUID(), version: UInt8(version)) }
            let follower = Follower.counting(in: store, from: log, limit: 2)
            try await follower.advance()
            #expect(follower.health.position?.seq == 2)
            #expect(follower.health.lag == 3)
            #expect(follower.provenAtMilliseconds == nil)
            try await level(follower, log)
            #expect(follower.health.lag == 0)
            #expect(follower.provenAtMilliseconds != nil)
        }
    }

    @Test func `a projection starts from a snapshot and replays what came since`() async throws {
        try await withLogAndStore { log, store in
            let (one, two) = (UUID(), UUID())
            try await change(log, one, version: 1)
            try await change(log, two, version: 1)
            let snapshot = SnapshotOfThings(log: log, things: [one: 1, two: 1], pageSize: 1)
            let follower = Follower.projecting(in: store, from: log, snapshot: snapshot)
            try await follower.advance()
            #expect(follower.health.phase == .snapshot)
            // In the middle of the snapshot the log moves on.
            try await change(log, one, version: 2)
            try await level(follower, log)
            #expect(try await store.things() == [one: 2, two: 1])
        }
    }

    @Test func `a repeated event changes nothing`() async throws {
        try await withLogAndStore { log, store in
            let one = UUID()
            try await change(log, one, version: 2)
            try await change(log, one, version: 1)
            let snapshot = SnapshotOfThings(log: log, things: [one: 2], pageSize: 10)
            try await level(.projecting(in: store, from: log, snapshot: snapshot), log)
            try await change(log, one, version: 2)
            try await level(.projecting(in: store, from: log, snapshot: snapshot), log)
            #expect(try await store.things() == [one: 2])
        }
    }

    @Test func `a restored log: the projection keeps only what the new snapshot has`()
        async throws
    {
        try await withLogAndStore { log, store in
            let (kept, lost) = (UUID(), UUID())
            try await change(log, kept, version: 1)
            try await change(log, lost, version: 1)
            let before = SnapshotOfThings(log: log, things: [kept: 1, lost: 1], pageSize: 10)
            try await level(.projecting(in: store, from: log, snapshot: before), log)
            try await log.resetEpoch()
            let after = SnapshotOfThings(log: log, things: [kept: 1], pageSize: 10)
            try await level(.projecting(in: store, from: log, snapshot: after), log)
            #expect(try await store.things() == [kept: 1])
        }
    }

    @Test func `a restored log: lower and equal versions replace what a wrong one told`()
        async throws
    {
        try await withLogAndStore { log, store in
            let (lower, equal, back) = (UUID(), UUID(), UUID())
            try await change(log, lower, version: 9)
            let wrong = SnapshotOfThings(log: log, things: [lower: 9, equal: 4], pageSize: 1)
            try await level(.projecting(in: store, from: log, snapshot: wrong), log)
            try await log.resetEpoch()
            let right: [UUID: UInt8] = [lower: 3, equal: 4, back: 1]
            let snapshot = SnapshotOfThings(log: log, things: right, pageSize: 1)
            let follower = Follower.projecting(in: store, from: log, snapshot: snapshot)
            while follower.health.position?.epoch != log.head.epoch {
                try await follower.advance()
            }
            #expect(try await store.things() == right)
            // From then on the higher version wins again.
            try await change(log, lower, version: 2)
            try await level(follower, log)
            #expect(try await store.things() == right)
        }
    }

    @Test func `a restored log without snapshots is read from its start, and replaces too`()
        async throws
    {
        try await withLogAndStore { log, store in
            let thing = UUID()
            for version in [8, 9] { try await change(log, thing, version: UInt8(version)) }
            try await level(.projecting(in: store, from: log), log)
            #expect(try await store.things() == [thing: 9])
            try await log.resetEpoch()
            _ = try await log.write { transaction in
                try transaction.database.execute(sql: "DELETE FROM events")
            }
            for version in [1, 2] { try await change(log, thing, version: UInt8(version)) }
            let follower = Follower.projecting(in: store, from: log)
            while !follower.hasApplied(log.head) { try await follower.advance() }
            #expect(try await store.things() == [thing: 2])
        }
    }

    @Test func `a restored log: effects stop, say why, and go on when told to`() async throws {
        try await withLogAndStore { log, store in
            try await change(log, UUID(), version: 1)
            let follower = Follower.counting(in: store, from: log)
            try await level(follower, log)
            try await log.resetEpoch()
            try await follower.advance()
            #expect(follower.stop == .logChanged(.otherEpoch))
            #expect(follower.health.phase == .stopped)
            let running = Task { await follower.run() }
            try await follower.acceptLoss()
            #expect(await follower.waitUntilApplied(log.head, timeout: .seconds(60)))
            #expect(follower.stop == nil)
            running.cancel()
            await running.value
        }
    }

    @Test func `an effects follower registers before it reads, and says how far it has come`()
        async throws
    {
        try await withLogAndStore { log, store in
            for version in 1...3 { try await change(log, UUID(), version: UInt8(version)) }
            let retention = LogRetention(keptMilliseconds: -1)
            let trim = {
                try await log.write { try log.events.trim(retention, limit: 100, $0) }
            }
            let follower = Follower.counting(in: store, from: log, limit: 2)
            try await follower.advance()
            #expect(try await log.events.readers().map(\.seq) == [0])
            #expect(try await trim() == 0)
            try await level(follower, log)
            try await follower.advance()
            #expect(try await log.events.readers().map(\.name) == ["counting"])
            #expect(try await log.events.readers().map(\.seq) == [3])
            #expect(try await trim() == 3)
            try await change(log, UUID(), version: 4)
            try await level(follower, log)
            #expect(try await store.counts() == ["1", "2", "3", "4"])
        }
    }

    @Test func `a log that was trimmed: effects that had not read it stop, and take no snapshot`()
        async throws
    {
        try await withLogAndStore { log, store in
            for version in 1...3 { try await change(log, UUID(), version: UInt8(version)) }
            _ = try await log.write {
                try log.events.trim(LogRetention(keptMilliseconds: -1), limit: 2, $0)
            }
            let follower = Follower.counting(in: store, from: log)
            try await follower.advance()
            #expect(follower.stop == .beginningTrimmed(tail: 3))
            #expect(try await store.counts() == [])
            try await follower.acceptLoss()
            try await level(follower, log)
            #expect(try await store.counts() == ["3"])
        }
    }

    @Test func `a log that was trimmed: a projection takes a snapshot`() async throws {
        try await withLogAndStore { log, store in
            let one = UUID()
            try await change(log, one, version: 1)
            let snapshot = SnapshotOfThings(log: log, things: [one: 3], pageSize: 10)
            let follower = Follower.projecting(in: store, from: log, snapshot: snapshot)
            try await level(follower, log)
            try await change(log, one, version: 2)
            try await change(log, one, version: 3)
            _ = try await log.write {
                try log.events.trim(LogRetention(keptMilliseconds: -1), limit: 100, $0)
            }
            try await level(follower, log)
            #expect(try await store.things() == [one: 3])
        }
    }

    @Test func `an event that no handler knows is counted`() async throws {
        try await withLogAndStore { log, store in
            let source = UnfilteredSource(log: log)
            _ = try await log.write { try $0.append(.about(UUID(), kind: "test.v9/Unheard")) }
            let follower = Follower.counting(in: store, from: log, source: source)
            try await level(follower, log)
            let unknown = try await store.read {
                try Int.fetchOne($0, sql: "SELECT unknown FROM followers")
            }
            #expect(unknown == 1)
            #expect(try await store.counts() == [])
        }
    }

    @Test func `a new kind is read from the start before all goes on`() async throws {
        try await withLogAndStore { log, store in
            for kind in ["a", "b", "a", "b"] {
                _ = try await log.write { try $0.append(.about(UUID(), kind: kind)) }
            }
            try await level(.counting(in: store, from: log, kinds: ["a"]), log)
            #expect(try await store.counts() == ["1", "3"])
            _ = try await log.write { try $0.append(.about(UUID(), kind: "a")) }
            let newer = Follower.counting(in: store, from: log, kinds: ["a", "b"])
            try await newer.advance()
            #expect(try await store.counts() == ["1", "3", "2", "4"])
            try await level(newer, log)
            #expect(try await store.counts() == ["1", "3", "2", "4", "5"])
        }
    }

    @Test func `data that can't be applied parks its subject, and only that`() async throws {
        try await withLogAndStore { log, store in
            let (bad, good) = (UUID(), UUID())
            try await change(log, bad, version: Thing.unreadable)
            try await change(log, good, version: 1)
            try await change(log, bad, version: 2)
            let follower = Follower.projecting(in: store, from: log)
            try await level(follower, log)
            #expect(try await store.things() == [good: 1])
            #expect(follower.health.parkedSubjects == 1)
            let parked = try await follower.parkedSubjects()
            #expect(parked.map(\.subject) == [bad])
            #expect(parked.map(\.seq) == [1])
            #expect(parked.map(\.eventCount) == [2])

            // The next release can.
            let newer = Follower.projecting(in: store, from: log, readsEverything: true)
            try await newer.advance()
            #expect(try await store.things()[bad] == Thing.unreadable)
            #expect(newer.health.parkedSubjects == 0)
        }
    }

    @Test func `what waits for another log is tried again within a minute, and keeps since when`()
        async throws
    {
        try await withLogAndStore { log, store in
            let bad = UUID()
            let clock = Mutex(Int64(0))
            let isReadable = Mutex(false)
            let handler = FollowerHandler(kind: Thing.changed) { event, transaction in
                guard isReadable.withLock({ $0 }) else { throw Thing.Unreadable() }
                try transaction.database.execute(
                    sql: "INSERT INTO things VALUES (?, ?)",
                    arguments: [event.subject, event.body[0]]
                )
            }
            var configuration = FollowerConfiguration(
                name: "waiting",
                source: "test",
                kind: .effects,
                handlers: [handler]
            )
            configuration.waitMilliseconds = 0
            configuration.monotonicMilliseconds = { clock.withLock { $0 } }
            let follower = Follower(
                configuration,
                store: store,
                source: LocalEventSource(log),
                logger: quiet
            )
            try await change(log, bad, version: 1)
            try await level(follower, log)
            let parked = try await follower.parkedSubjects()
            clock.withLock { $0 += Follower.retryMilliseconds }
            try await follower.advance()
            #expect(try await follower.parkedSubjects() == parked)
            isReadable.withLock { $0 = true }
            try await follower.advance()
            #expect(try await store.things() == [:])
            clock.withLock { $0 += Follower.retryMilliseconds }
            try await follower.advance()
            #expect(try await store.things() == [bad: 1])
            #expect(follower.health.parkedSubjects == 0)
        }
    }

    @Test func `what a handler left half done is undone when its event is parked`() async throws {
        try await withLogAndStore { log, store in
            let bad = UUID()
            try await change(log, bad, version: Thing.unreadable)
            try await level(.projecting(in: store, from: log), log)
            #expect(store.head.seq == 0)
            #expect(try await store.things() == [:])
        }
    }

    @Test func `a source that fails is asked again`() async throws {
        try await withLogAndStore { log, store in
            try await change(log, UUID(), version: 1)
            let source = FailingSource(log: log, failures: 3)
            let follower = Follower.counting(in: store, from: log, source: source)
            let running = Task { await follower.run() }
            #expect(await follower.waitUntilApplied(log.head, timeout: .seconds(60)))
            running.cancel()
            await running.value
            #expect(try await store.counts() == ["1"])
        }
    }

    @Test func `who waits for a position is told when it is reached, or that it was not`()
        async throws
    {
        try await withLogAndStore { log, store in
            let follower = Follower.counting(in: store, from: log)
            try await change(log, UUID(), version: 1)
            let head = log.head
            #expect(await follower.waitUntilApplied(head, timeout: .milliseconds(1)) == false)
            async let reached = follower.waitUntilApplied(head, timeout: .seconds(60))
            try await level(follower, log)
            #expect(await reached)
            let elsewhere = StorePosition(epoch: UUID(), seq: 1)
            #expect(await follower.waitUntilApplied(elsewhere, timeout: .milliseconds(1)) == false)
        }
    }
}
