import OctopusContract
import OctopusMesh
import OctopusTestKit
import Testing
import struct FoundationEssentials.UUID

@testable import OctopusServiceKit

/// A bucket that a test may ask within an expectation.
private final class Asked {
    private let rate: TokenBucket.Rate
    private var bucket: TokenBucket

    init(_ rate: TokenBucket.Rate) {
        self.rate = rate
        bucket = TokenBucket(rate, atMilliseconds: 0)
    }

    func take(at now: Int64) -> Int64? { bucket.take(rate, atMilliseconds: now) }
}

@Suite struct TokenBucketTests {
    @Test func `a burst is had at once, then as much as the rate gives`() {
        let rate = TokenBucket.Rate(60, inMilliseconds: 60_000, burstMilliseconds: 10_000)
        let bucket = Asked(rate)
        #expect((0..<10).allSatisfy { _ in bucket.take(at: 0) == nil })
        #expect(bucket.take(at: 0) == 1000)
        #expect(bucket.take(at: 999) == 1)
        #expect(bucket.take(at: 1000) == nil)
        #expect(bucket.take(at: 1000) == 1000)
        // A clock that goes back gives nothing and takes nothing.
        #expect(bucket.take(at: 0) == 1000)
    }

    @Test func `a bound of one in a day is one, at any rate`() {
        let rate = TokenBucket.Rate(1, inMilliseconds: 60_000, burstMilliseconds: 10_000)
        let bucket = Asked(rate)
        #expect(bucket.take(at: 0) == nil)
        #expect(bucket.take(at: 0) == 60_000)
        #expect(bucket.take(at: 59_999) == 1)
        #expect(bucket.take(at: 60_000) == nil)
    }
}

@Suite struct QuotaDaysTests {
    private let key = QuotaDays.Key(holder: .tenant(TenantID(UUID())), quota: .endUsers)
    private let noon = Instant(milliseconds: 100 * QuotaDays.dayMilliseconds + 43_200_000)

    @Test func `the database has each count rounded up, and seldom a new one`() throws {
        var days = QuotaDays()
        var claims: [Int64] = []
        for _ in 0..<1000 {
            if let claim = days.add(1, key, at: noon) { claims.append(claim.claim) }
        }
        #expect(days.used(key, at: noon) == 1000)
        #expect(claims.count == 10 && claims == claims.sorted())
        let last = try #require(claims.last)
        #expect((1000...1100).contains(last))
        // What a restart finds is never less.
        var again = QuotaDays()
        again.load([QuotaDays.name(key): last], day: QuotaDays.day(of: noon))
        #expect(again.used(key, at: noon) == last)
        let next = again.add(1, key, at: noon)
        #expect(next?.claim == last + 101)
    }

    @Test func `a new day begins at nothing`() {
        var days = QuotaDays()
        _ = days.add(5, key, at: noon)
        let tomorrow = noon.adding(milliseconds: 86_400_000)
        #expect(days.used(key, at: tomorrow) == 0)
        let claim = days.add(2, key, at: tomorrow)
        #expect(claim?.claim == 102)
        #expect(days.used(key, at: tomorrow) == 2)
    }

    @Test func `holders without end take no memory`() {
        var days = QuotaDays()
        for _ in 0..<(QuotaDays.tableLimit + 500) {
            let other = QuotaDays.Key(holder: .tenant(TenantID(UUID())), quota: .endUsers)
            _ = days.add(1, other, at: noon)
        }
        #expect(days.used(QuotaDays.Key(holder: .others, quota: .endUsers), at: noon) == 500)
    }
}

@Suite struct QuotasTests {
    private let mall = TenantID(UUID())
    private let bank = TenantID(UUID())

    private func write(
        _ world: World<SampleEnvironment>,
        as principal: Principal,
        in tenant: TenantID,
        _ text: String = "x",
        key: UUID? = nil,
        attempt: Int = 1
    ) async -> CallRefused? {
        do {
            try await world.perform(
                WriteNote.self,
                .init(text: text),
                as: principal,
                routingKey: tenant.uuid,
                key: key,
                attempt: attempt
            )
            return nil
        } catch {
            return error as? CallRefused
        }
    }

    @Test func `a tenant's program has so many commands a second, and others have their own`()
        async throws
    {
        let till = Principal.program(of: mall)
        try await World.with(Sample.definition, ["quota.commands": .integer(5)]) { world in
            for _ in 0..<10 { #expect(await write(world, as: till, in: mall) == nil) }
            let refused = try #require(await write(world, as: till, in: mall))
            #expect(refused.reason == "quotaExceeded" && refused.status == .resourceExhausted)
            #expect(refused.effect == .notStarted && refused.retryAfterMilliseconds == 200)
            #expect(refused.violations.map(\.path) == ["quota.commands"])
            #expect(refused.violations.map(\.rule) == ["program"])
            // What is refused leaves no row, whatever it says.
            #expect(await write(world, as: till, in: mall, "far too long") != nil)
            let count = try await world.perform(CountNotes.self, .init())
            #expect(count.notes == 10 && count.tries == 0)
            #expect(await write(world, as: .program(of: bank), in: bank) == nil)
            #expect(await write(world, as: .operating, in: mall) == nil)
            world.pass(.milliseconds(200))
            #expect(await write(world, as: till, in: mall) == nil)
            #expect(await write(world, as: till, in: mall)?.reason == "quotaExceeded")
        }
    }

    @Test func `many programs of one tenant share the tenant's`() async throws {
        try await World.with(Sample.definition, ["quota.tenant-commands": .integer(5)]) { world in
            var refusals: [CallRefused] = []
            for number in 0..<20 {
                let till = Principal.program(of: mall, name: "till-\(number)")
                if let refused = await write(world, as: till, in: mall) { refusals.append(refused) }
            }
            #expect(refusals.count == 10)
            #expect(refusals.allSatisfy { $0.violations.map(\.path) == ["quota.tenant-commands"] })
            #expect(await write(world, as: .program(of: bank), in: bank) == nil)
        }
    }

    @Test func `rows of a day are counted with refusals that are kept, and over a restart`()
        async throws
    {
        let till = Principal.program(of: mall)
        try await TemporaryFolder.with { folder in
            // Two rows for each note, one for each refusal that is kept.
            try await World.with(
                Sample.definition,
                ["quota.tenant-rows": .integer(20)],
                configure: { $0.dataFolder = folder.file("kept") }
            ) { world in
                for _ in 0..<5 { #expect(await write(world, as: till, in: mall) == nil) }
                for _ in 0..<10 {
                    #expect(
                        await write(world, as: till, in: mall, "far too long")?.reason == "tooLong"
                    )
                }
                let refused = try #require(await write(world, as: till, in: mall))
                #expect(refused.violations.map(\.path) == ["quota.tenant-rows"])
                let wait = try #require(refused.retryAfterMilliseconds)
                #expect((1...86_400_000).contains(wait))
                // The installation's own programs work in the tenant, too.
                #expect(await write(world, as: .operating, in: mall)?.reason == "quotaExceeded")
                #expect(await write(world, as: .program(of: bank), in: bank) == nil)
            }
            // What was counted is known again, and rounded up.
            try await World.with(
                Sample.definition,
                ["quota.tenant-rows": .integer(5000)],
                configure: { $0.dataFolder = folder.file("kept") }
            ) { world in
                #expect(await write(world, as: till, in: mall)?.reason == "quotaExceeded")
                world.pass(.seconds(86_400))
                #expect(await write(world, as: till, in: mall) == nil)
            }
        }
    }

    @Test func `who asks again is told what was done before the quota was used up`() async throws {
        let till = Principal.program(of: mall)
        try await World.with(Sample.definition, ["quota.tenant-rows": .integer(2)]) { world in
            let key = world.ids.uuid(at: world.clock.now)
            let other = world.ids.uuid(at: world.clock.now)
            #expect(await write(world, as: till, in: mall, key: key) == nil)
            #expect(await write(world, as: till, in: mall)?.reason == "quotaExceeded")
            #expect(await write(world, as: till, in: mall, key: key, attempt: 2) == nil)
            // What was never done is not begun, and a key stays bound to its request.
            let late = await write(world, as: till, in: mall, key: other, attempt: 2)
            #expect(late?.reason == "quotaExceeded")
            let changed = await write(world, as: till, in: mall, "y", key: key, attempt: 2)
            #expect(changed?.reason == "idempotencyKeyReused")
            let count = try await world.perform(CountNotes.self, .init())
            #expect(count.notes == 1)
        }
    }

    @Test func `services are not bound`() async throws {
        let service = Principal(
            name: "loyalty",
            tenant: nil,
            grants: ["*"],
            publicKey: "loyalty",
            isService: true
        )
        let values: [String: SettingValue] = ["quota.tenant-rows": .integer(1)]
        try await World.with(Sample.definition, values) { world in
            for _ in 0..<5 { #expect(await write(world, as: service, in: mall) == nil) }
        }
    }
}
