import OctopusContract
import OctopusMesh
import OctopusStore
import OctopusTestKit
import Testing
import struct FoundationEssentials.UUID

@testable import OctopusServiceKit

/// What a service does with a proof of having read identity's log that is too old.
@Suite struct FreshnessTests {
    private static let tenant = TenantID(UUID())
    private static let service = Principal(
        name: "loyalty",
        tenant: nil,
        grants: ["*"],
        publicKey: "loyalty-key",
        isService: true
    )

    private func person() -> Person {
        Person(
            subject: UUID(),
            kind: .user,
            tenant: Self.tenant,
            partner: nil,
            session: SessionID(UUID()),
            levels: [.messages: .full]
        )
    }

    private typealias Ask = (World<SampleEnvironment>, Person?, Principal) async throws -> Void

    /// A command, a read, a waiting read and a snapshot.
    private var asked: [Ask] {
        [
            { service, person, principal in
                try await service.perform(
                    WriteNote.self,
                    .init(text: "late"),
                    for: person,
                    as: principal,
                    routingKey: Self.tenant.uuid
                )
            },
            { service, person, principal in
                try await service.perform(CountNotes.self, .init(), for: person, as: principal)
            },
            { service, person, principal in
                try await service.perform(
                    ReadEvents.self,
                    .init(limit: 1),
                    for: person,
                    as: principal
                )
            },
            { service, person, principal in
                try await service.perform(
                    ReadSnapshot.self,
                    .init(kinds: ["sample.v1/NoteChanged"], limit: 1),
                    for: person,
                    as: principal
                )
            },
        ]
    }

    @Test(arguments: [nil, Duration.seconds(10), .seconds(2)])
    func `after the bound persons and foreign programs get nothing but how the service is`(
        bound: Duration?
    ) async throws {
        let values: [String: SettingValue] =
            bound.map { ["security.freshness-bound": .duration($0)] } ?? [:]
        let bound = bound ?? .seconds(300)
        try await TestService.with(Sample.definition, values) { service in
            let person = person()
            service.clock.advance(by: bound)
            for ask in asked {
                try await ask(service, person, .operating)
                try await ask(service, nil, .operating)
            }
            service.clock.advance(by: .milliseconds(100))
            for ask in asked {
                for person in [person, nil] {
                    let refusal = try await refusal(.unproven) {
                        try await ask(service, person, .operating)
                    }
                    #expect(refusal.status == .unavailable && refusal.effect == .notStarted)
                    #expect(refusal.retryAfterMilliseconds == 1000)
                    // The age, and the bound.
                    #expect(refusal.message.contains("\(bound.milliseconds / 1000).1 s ago"))
                    #expect(refusal.message.contains("bound of \(bound.milliseconds / 1000) s"))
                }
                try await ask(service, nil, Self.service)
            }
            for principal in [Principal.operating, Self.service] {
                let health = try await service.perform(Health.self, .init(), as: principal)
                #expect(health.state == .unproven)
                #expect(health.because?.contains("identity's security log was last read") == true)
                #expect(health.securityAgeMs == bound.milliseconds + 100)
                try await service.perform(Describe.self, .init(), as: principal)
                let stats = try await service.perform(Stats.self, .init(), as: principal)
                let refused = stats.metrics.first { $0.name == "security_unproven_refusals" }
                #expect(refused?.value == 8)
            }
            service.instance.security.prove()
            for ask in asked { try await ask(service, person, .operating) }
            #expect(try await service.perform(Health.self, .init()).state == .ready)
        }
    }

    @Test
    func `a service that never read identity's log trusts nobody, and asks to come again soon`()
        async throws
    {
        try await TestService.with(Sample.definition, trustsIssuer: false) { service in
            let refusal = try await refusal(.unproven) {
                try await service.perform(CountNotes.self, .init())
            }
            #expect(refusal.retryAfterMilliseconds == 100)
            #expect(refusal.message.contains("not read to its end since the start"))
            #expect(try await service.perform(Health.self, .init()).state == .unproven)
        }
    }

    @Test func `a wall clock that is set makes nothing fresher or older`() async throws {
        try await TestService.with(Sample.definition) { service in
            service.clock.jumpWall(by: .seconds(86_400))
            try await service.perform(CountNotes.self, .init())
            service.clock.advance(by: .seconds(301))
            service.clock.jumpWall(by: .seconds(-2 * 86_400))
            _ = try await refusal(.unproven) {
                try await service.perform(CountNotes.self, .init())
            }
        }
    }

    @Test func `from half of the bound on Health says that it will be lost`() async throws {
        try await TestService.with(Sample.definition) { service in
            #expect(try await service.perform(Health.self, .init()).because == nil)
            service.clock.advance(by: .milliseconds(150_001))
            let health = try await service.perform(Health.self, .init())
            #expect(health.state == .ready)
            #expect(health.because?.contains("from 300 s on") == true)
        }
    }

    @Test func `each change is told once`() {
        let clock = VirtualClock()
        let freshness = Freshness(clock: clock)
        var news = FreshnessNews(startedAtMilliseconds: 0)
        func words() -> String? {
            news.words(freshness.standing, freshness, at: clock.monotonicMilliseconds)
        }
        // A start that reads the log within a second is no news.
        #expect(words() == nil)
        freshness.prove(atMilliseconds: 0)
        #expect(words() == nil)
        clock.advance(by: .seconds(151))
        #expect(words()?.contains("can't be read") == true)
        #expect(words() == nil)
        clock.advance(by: .seconds(150))
        #expect(words()?.contains("refused") == true)
        #expect(words() == nil)
        freshness.prove(atMilliseconds: clock.monotonicMilliseconds)
        #expect(words()?.contains("Fresh again") == true)
        #expect(words() == nil)
    }

    @Test func `a start without identity is told once a second has passed`() {
        let clock = VirtualClock()
        let freshness = Freshness(clock: clock)
        var news = FreshnessNews(startedAtMilliseconds: 0)
        clock.advance(by: .seconds(1))
        #expect(
            news.words(freshness.standing, freshness, at: clock.monotonicMilliseconds) != nil
        )
    }

    @Test func `of several shards the one that lags speaks`() {
        let clock = VirtualClock()
        let freshness = Freshness(clock: clock)
        freshness.follow(shards: 2)
        clock.advance(by: .seconds(10))
        freshness.prove(shard: 0, atMilliseconds: 10_000)
        #expect(freshness.ageMilliseconds == nil)
        freshness.prove(shard: 1, atMilliseconds: 4_000)
        #expect(freshness.ageMilliseconds == 6_000)
        freshness.prove(shard: 1, atMilliseconds: 9_000)
        #expect(freshness.ageMilliseconds == 1_000)
        // An answer that comes late makes nothing older.
        freshness.prove(shard: 0, atMilliseconds: 1_000)
        #expect(freshness.ageMilliseconds == 1_000)
    }

    @Test(arguments: [
        // What the process before this one proved 7 s ago.
        (BootMoment(bootID: "one", milliseconds: 93_000), Int64?.some(7_000)),
        // Of another start of the machine, and from the future.
        (BootMoment(bootID: "two", milliseconds: 93_000), nil),
        (BootMoment(bootID: "one", milliseconds: 100_001), nil),
    ])
    func `a proof survives the process, and nothing else`(proof: BootMoment, age: Int64?) {
        let freshness = Freshness(clock: BootedClock())
        freshness.resume(from: proof)
        #expect(freshness.ageMilliseconds == age)
    }

    @Test func `identity knows of itself at any time`() {
        let freshness = Freshness(clock: VirtualClock(), isIdentity: true)
        #expect(freshness.standing == .fresh)
    }

    // MARK: - Calls that wait

    @Test func `a read that waits ends with its session, and with freshness`() async throws {
        try await TestService.with(Sample.definition, working: true) { service in
            let reads = service.instance.pipeline.parts.waitingReads
            let person = person()
            async let ended = reason { try await wait(service, person) }
            while reads.count < 1 { await Task.yield() }
            async let stays = reason { try await wait(service, nil) }
            while reads.count < 2 { await Task.yield() }
            service.instance.security.change {
                $0.endedSessions[person.session.uuid] = service.clock.now.adding(
                    milliseconds: 600_000
                )
            }
            #expect(await pass(service, until: { reads.count == 1 }))
            #expect(await ended == "tokenRevoked")
            service.clock.advance(by: .seconds(301))
            #expect(await pass(service, until: { reads.count == 0 }))
            #expect(await stays == "unproven")
        }
    }

    /// Moves time until something has come about; the watch looks four times a second.
    private func pass(
        _ service: World<SampleEnvironment>,
        until isDone: () -> Bool
    ) async -> Bool {
        for _ in 0..<100_000 where !isDone() {
            service.clock.advance(by: .milliseconds(1))
            await Task.yield()
        }
        return isDone()
    }

    private func wait(_ service: World<SampleEnvironment>, _ person: Person?) async throws {
        try await service.perform(
            ReadEvents.self,
            .init(kinds: ["sample.v1/Nothing"], limit: 1, waitMs: 30_000),
            for: person
        )
    }

    @Test func `a command that waits for the writer does not begin after its session's end`()
        async throws
    {
        let (gate, isHeld) = (Gate(), Gate())
        try await TestService.with(
            Sample.definition,
            configure: { configuration in
                configuration.adjustStore = { store in
                    store.hooks.batchWillBegin = { _ in
                        guard gate.isShut else { return }
                        isHeld.open()
                        gate.wait()
                    }
                }
            }
        ) { service in
            let person = person()
            gate.shut()
            isHeld.shut()
            async let outcome = reason {
                try await service.perform(
                    WriteNote.self,
                    .init(text: "late"),
                    for: person,
                    routingKey: Self.tenant.uuid
                )
            }
            while isHeld.isShut { await Task.yield() }
            service.instance.security.change {
                $0.endedSessions[person.session.uuid] = service.clock.now.adding(
                    milliseconds: 600_000
                )
            }
            gate.open()
            #expect(await outcome == "tokenRevoked")
            let count = try await service.perform(CountNotes.self, .init())
            #expect(count.notes == 0)
        }
    }

    // MARK: - What an answer was

    private func reason(_ body: () async throws -> some Any) async -> String {
        do {
            _ = try await body()
            return "served"
        } catch {
            return (error as? CallRefused)?.reason ?? "\(error)"
        }
    }

    private func refusal(
        _ reason: Reason,
        _ body: () async throws -> some Any
    ) async throws -> CallRefused {
        do {
            _ = try await body()
        } catch let refused as CallRefused {
            #expect(refused.reason == reason.word)
            return refused
        }
        throw NotRefused.served
    }

    private enum NotRefused: Error { case served }
}

/// A clock of a machine that was started as "one", 100 s ago.
private struct BootedClock: ServiceClock {
    var now: Instant { Instant(milliseconds: 1_772_352_000_000) }
    var monotonicMilliseconds: Int64 { 5_000 }
    var boot: BootMoment? { BootMoment(bootID: "one", milliseconds: 100_000) }
    func sleep(milliseconds: Int64) async throws {}
    func sleep(untilWallMilliseconds milliseconds: Int64) async {}
}
