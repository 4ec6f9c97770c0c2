import OctopusIdentityContract
import OctopusServiceKit
import OctopusStore
import Testing

@testable import OctopusIdentity

/// Clocks that are set: whatever remembers an instant locks nobody out, and lives no longer than
/// twice its time.
struct ClockStepTests {
    private static let steps: [Duration] = [
        .seconds(-3600), .seconds(3600), .seconds(2 * 86_400), .seconds(10 * 86_400),
        .seconds(-2 * 86_400),
    ]

    @Test(arguments: steps)
    func `five free failures stay free, and nothing waits longer than the longest`(
        step: Duration
    ) async throws {
        try await House.with { house in
            await expectRefusal(.badCredentials) { try await house.logIn(House.email, "wrong") }
            house.clock.jumpWall(by: step)
            for _ in 0..<4 {
                await expectRefusal(.badCredentials) { try await house.logIn(House.email, "wrong") }
            }
            _ = try await house.logIn()
            for _ in 0..<12 {
                _ = try? await house.logIn(House.email, "wrong")
                house.clock.jumpWall(by: .seconds(1000))
            }
            house.clock.jumpWall(by: .zero - step)
            if let refused = try? await house.refusedLogIn() {
                #expect(refused.retryAfterMilliseconds ?? 0 <= 15 * 60_000)
            }
        }
    }

    /// Without ten days, after which a key for idempotency may have expired, too.
    @Test(arguments: steps.filter { $0 < .seconds(7 * 86_400) })
    func `a code of a clock that was ahead does not live on, and a new one opens`(
        step: Duration
    ) async throws {
        try await House.with { house in
            try await house.call(RegisterEndUser.self, .init(email: "eva@mail.example"))
            house.clock.jumpWall(by: step)
            let old = try await LoginCodeFlow.request("eva@mail.example", house)
            house.clock.jumpWall(by: .zero - step)
            await expectRefusal(.loginCodeInvalid) {
                try await LoginCodeFlow.logIn("eva@mail.example", old, house)
            }
            _ = try await LoginCodeFlow.logIn("eva@mail.example", house)
        }
    }

    @Test func `a session goes on after the clock was set back by an hour`() async throws {
        try await House.with { house in
            let session = try await house.logIn()
            house.clock.jumpWall(by: .seconds(-3600))
            let again = try await house.call(
                RefreshToken.self,
                .init(refreshToken: session.refreshToken)
            )
            // It ends no later than one that begins now.
            let record = try await house.instance.store.read {
                try SessionRecord.find(again.sessionId, in: $0)
            }
            let expected = house.clock.now.adding(milliseconds: Lifetimes().user.totalMilliseconds)
            #expect(record?.expiresAt == expected)
        }
    }

    @Test func `a session that a clock begins ten days ahead does not live for ten days`()
        async throws
    {
        try await House.with { house in
            house.clock.jumpWall(by: .seconds(10 * 86_400))
            let session = try await house.logIn()
            house.clock.jumpWall(by: .seconds(-10 * 86_400))
            await expectRefusal(.refreshTokenInvalid) {
                try await house.call(
                    RefreshToken.self,
                    .init(refreshToken: session.refreshToken)
                )
            }
            _ = try await house.logIn()
        }
    }

    @Test func `a used refresh token is repeated for half a minute, whatever the clock does`()
        async throws
    {
        try await House.with { house in
            let session = try await house.logIn()
            _ = try await house.call(
                RefreshToken.self,
                .init(refreshToken: session.refreshToken)
            )
            house.clock.jumpWall(by: .seconds(-40))
            await expectRefusal(.refreshTokenInvalid) {
                try await house.call(
                    RefreshToken.self,
                    .init(refreshToken: session.refreshToken)
                )
            }
        }
    }

    @Test func `a key that a clock made ahead signs soon, and rotation goes on`() async throws {
        try await House.with { house in
            house.clock.jumpWall(by: .seconds(31 * 86_400))
            let ahead = try await house.instance.transact { context in
                try SigningKeys.create(
                    usedFromAt: context.now.adding(milliseconds: 120_000),
                    sealer: context.environment.sealer,
                    in: context
                )
            }
            house.clock.jumpWall(by: .seconds(-31 * 86_400))
            let now = house.clock.now
            let due = try await house.instance.transact { context in
                try SigningKeys.keepUp(
                    context.environment.keySchedule,
                    sealer: context.environment.sealer,
                    in: context
                )
            }
            let record = try await house.instance.store.read { database in
                try SigningKeys.alive(database).first { $0.id == ahead.id }
            }
            #expect(record?.usedFromAt == now.adding(milliseconds: 120_000))
            #expect(due < now.adding(milliseconds: 86_400_000))
        }
    }
}

extension House {
    /// The refusal of a log-in, if there is one.
    fileprivate func refusedLogIn() async throws -> CallRefused? {
        do {
            _ = try await logIn()
            return nil
        } catch let refused as CallRefused {
            return refused
        }
    }
}
