import OctopusContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

struct ThrottleTests {
    private static let own = ThrottlePolicy("own", free: 5, forgettingOneEach: .seconds(120))
    private static let crowd = ThrottlePolicy("crowd", free: 50, forgettingOneEach: .seconds(120))

    private let start = Instant(milliseconds: 1_772_352_000_000)

    private func throttle(_ name: String) -> Throttle {
        Throttle(ThrottleKey(Self.own, name), crowd: ThrottleKey(Self.crowd, "shop"))
    }

    private func store(
        _ body: @escaping @Sendable (Attempts) throws -> Void
    ) async throws {
        try await World.with(Notes.definition) { world in
            try await world.instance.store.write { try body(Attempts(transaction: $0)) }
        }
    }

    @Test func `one guesser never makes a crowd wait`() async throws {
        let start = start
        try await store { attempts in
            var now = start
            for _ in 0..<500 {
                now = now.adding(milliseconds: try attempts.wait(throttle("guesser"), at: now) ?? 0)
                try attempts.fail(throttle("guesser"), at: now)
            }
            for slip in 1...5 {
                #expect(try attempts.wait(throttle("honest"), at: now) == nil, "slip \(slip)")
                try attempts.fail(throttle("honest"), at: now)
            }
            #expect(try attempts.wait(throttle("honest"), at: now) == nil)
        }
    }

    @Test func `in a crowd that guesses each has one free failure, and nobody waits for others`()
        async throws
    {
        let start = start
        try await store { attempts in
            for guesser in 0..<11 {
                for _ in 0..<5 { try attempts.fail(throttle("guesser \(guesser)"), at: start) }
            }
            #expect(try attempts.wait(throttle("honest"), at: start) == nil)
            try attempts.fail(throttle("honest"), at: start)
            #expect(try attempts.wait(throttle("honest"), at: start) == nil)
            try attempts.fail(throttle("honest"), at: start)
            #expect(try attempts.wait(throttle("honest"), at: start) == 1000)
            #expect(try attempts.wait(throttle("another"), at: start) == nil)
        }
    }

    @Test func `what a person is forgiven, the crowd keeps`() async throws {
        let start = start
        try await store { attempts in
            for guesser in 0..<60 {
                try attempts.fail(throttle("\(guesser)"), at: start)
                try throttle("\(guesser)").forgive(in: attempts.transaction.database)
            }
            try attempts.fail(throttle("0"), at: start)
            try attempts.fail(throttle("0"), at: start)
            #expect(try attempts.wait(throttle("0"), at: start) == 1000)
        }
    }

    @Test func `keys of other parts, or of other policies, are others`() {
        let keys = [
            ThrottleKey(Self.own, "a", "bc"), ThrottleKey(Self.own, "ab", "c"),
            ThrottleKey(Self.own, "abc"), ThrottleKey(Self.crowd, "abc"), ThrottleKey(Self.own),
            ThrottleKey(Self.own, ""), ThrottleKey(Self.own, "1:a"),
            ThrottleKey(Self.own, "1", "a"),
        ]
        #expect(Set(keys).count == keys.count)
    }

    @Test func `what says nothing any more is purged`() async throws {
        let start = start
        try await World.with(Notes.definition) { world in
            try await world.instance.store.write { transaction in
                try Attempts(transaction: transaction).fail(throttle("a"), at: start)
                let context = WorkContext(
                    now: start.adding(milliseconds: 119_999),
                    environment: NotesEnvironment(),
                    transaction: transaction,
                    trace: nil,
                    ids: world.ids
                )
                let job = JobDefinition<NotesEnvironment>.purge([.failures])
                #expect(try job.slice(context) == .dueAt(context.now.adding(milliseconds: 600_000)))
                #expect(try transaction.database.exists("SELECT 1 FROM failures"))
                let later = WorkContext(
                    now: start.adding(milliseconds: 120_000),
                    environment: NotesEnvironment(),
                    transaction: transaction,
                    trace: nil,
                    ids: world.ids
                )
                _ = try job.slice(later)
                let isLeft = try transaction.database.exists("SELECT 1 FROM failures")
                #expect(!isLeft)
            }
        }
    }
}

private struct Attempts {
    let transaction: OctopusStore.Transaction

    func fail(_ throttle: Throttle, at now: Instant) throws {
        try throttle.count(in: transaction.database, at: now)
    }

    func wait(_ throttle: Throttle, at now: Instant) throws -> Int64? {
        do {
            try throttle.check(in: transaction.database, at: now)
            return nil
        } catch let refusal as Refusal {
            return refusal.retryAfterMilliseconds
        }
    }
}
