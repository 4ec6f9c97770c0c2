import OctopusIdentityContract
import GRDB
import OctopusMesh
import OctopusServiceKit
import OctopusStore
import Testing

@testable import OctopusIdentity

struct RefreshTokenTests {
    private func refresh(
        _ token: String,
        _ house: House,
        as program: Principal? = nil
    ) async throws -> RefreshToken.Reply {
        try await house.call(RefreshToken.self, .init(refreshToken: token), as: program)
    }

    @Test func `a session goes on with a new pair of tokens`() async throws {
        try await House.with { house in
            let first = try await house.logIn()
            try await house.pass(.seconds(240))
            let second = try await refresh(first.refreshToken, house)
            #expect(second.sessionId == first.sessionId)
            #expect(second.userId == house.owner)
            #expect(second.refreshToken != first.refreshToken)
            try await house.pass(.seconds(240))
            await expectRefusal(.tokenExpired) {
                try await house.call(ListSessions.self, .init(), token: first.accessToken)
            }
            try await house.call(ListSessions.self, .init(), token: second.accessToken)
        }
    }

    @Test func `a session is of the key that began it, not of a name that another key has now`()
        async throws
    {
        try await House.with { house in
            let heir = Principal(
                name: house.till.name,
                tenant: house.tenant.uuid,
                grants: ["*"],
                publicKey: "heir-heir-heir-heir-heir-heir-heir-heir-"
            )
            let session = try await house.logIn()
            await expectRefusal(.refreshTokenInvalid) {
                try await refresh(session.refreshToken, house, as: heir)
            }
            await expectRefusal(.unauthenticated) {
                try await house.call(
                    ListSessions.self,
                    .init(),
                    token: session.accessToken,
                    as: heir
                )
            }
            await expectRefusal(.unauthenticated) {
                try await house.call(LogOut.self, .init(), token: session.accessToken, as: heir)
            }
            // The attempts cost its owner nothing.
            let next = try await refresh(session.refreshToken, house)
            #expect(next.sessionId == session.sessionId)
        }
    }

    @Test func `two tabs that trade one token go on with one successor`() async throws {
        try await House.with { house in
            let first = try await house.logIn()
            let one = try await refresh(first.refreshToken, house)
            let other = try await refresh(first.refreshToken, house)
            #expect(other.refreshToken == one.refreshToken)
            let next = try await refresh(one.refreshToken, house)
            #expect(try await refresh(other.refreshToken, house).refreshToken == next.refreshToken)
            _ = try await refresh(next.refreshToken, house)
            // What is older was stolen.
            await expectRefusal(.refreshTokenInvalid) {
                try await refresh(first.refreshToken, house)
            }
        }
    }

    @Test func `a token in two hands ends the session for both`() async throws {
        try await House.with { house in
            let first = try await house.logIn()
            let second = try await refresh(first.refreshToken, house)
            try await house.pass(.seconds(31))
            await expectRefusal(.refreshTokenInvalid) {
                try await refresh(first.refreshToken, house)
            }
            await expectRefusal(.refreshTokenInvalid) {
                try await refresh(second.refreshToken, house)
            }
            await expectRefusal(.tokenRevoked) {
                try await house.call(ListSessions.self, .init(), token: second.accessToken)
            }
        }
    }

    @Test func `two at once never leave two good tokens`() async throws {
        try await House.with { house in
            let first = try await house.logIn()
            async let one = refresh(first.refreshToken, house)
            async let other = refresh(first.refreshToken, house)
            let both = try await [one.refreshToken, other.refreshToken]
            #expect(Set(both).count == 1)
            let fresh = try await house.instance.store.read { database in
                try RefreshTokenRecord.all(
                    database,
                    "SELECT * FROM refresh_tokens WHERE state = 'fresh'"
                )
            }
            #expect(fresh.count == 1)
        }
    }

    @Test func `another program can't continue a session`() async throws {
        try await House.with { house in
            let reply = try await house.logIn()
            await expectRefusal(.refreshTokenInvalid) {
                try await refresh(reply.refreshToken, house, as: house.operating)
            }
            _ = try await refresh(reply.refreshToken, house)
        }
    }

    @Test func `a session that is not used ends by itself`() async throws {
        try await House.with { house in
            let reply = try await house.logIn()
            house.clock.advance(by: .seconds(30 * 60))
            await expectRefusal(.refreshTokenInvalid) {
                try await refresh(reply.refreshToken, house)
            }
        }
    }

    @Test func `a session ends after half a day however much it is used`() async throws {
        try await House.with { house in
            var token = try await house.logIn().refreshToken
            var reply: RefreshToken.Reply?
            for _ in 0..<35 {
                house.clock.advance(by: .seconds(20 * 60 + 34))
                reply = try await refresh(token, house)
                token = reply?.refreshToken ?? ""
            }
            // The last access token does not outlive the session.
            let end = try #require(reply?.accessExpiresAt)
            #expect(end < house.clock.now.adding(milliseconds: 300_000))
            house.clock.advance(by: .seconds(300))
            await expectRefusal(.refreshTokenInvalid) { try await refresh(token, house) }
        }
    }

    @Test func `a session of weeks does not gather its used tokens`() async throws {
        try await House.with { house in
            let eva = "eva@mail.example"
            try await house.call(RegisterEndUser.self, .init(email: eva))
            var token = try await LoginCodeFlow.logIn(eva, house).refreshToken
            for _ in 0..<20 {
                house.clock.advance(by: .seconds(6 * 3600))
                token = try await refresh(token, house).refreshToken
            }
            let kept = try await house.instance.store.read { database in
                try RefreshTokenRecord.all(database, "SELECT * FROM refresh_tokens")
            }
            #expect(kept.count == 5)
        }
    }

    @Test func `what is no token is refused`() async throws {
        try await House.with { house in
            await expectRefusal(.refreshTokenInvalid) { try await refresh("", house) }
            await expectRefusal(.refreshTokenInvalid) {
                try await refresh(String(repeating: "A", count: 43), house)
            }
        }
    }

    @Test func `sessions outlive a restart, and what ended stays ended`() async throws {
        try await House.with { house in
            let lasting = try await house.logIn()
            let ended = try await house.logIn()
            try await house.call(LogOut.self, .init(), token: ended.accessToken)
            try await house.restarted { again in
                await expectRefusal(.refreshTokenInvalid) {
                    try await refresh(ended.refreshToken, again)
                }
                await expectRefusal(.tokenRevoked) {
                    try await again.call(ListSessions.self, .init(), token: ended.accessToken)
                }
                try await again.call(ListSessions.self, .init(), token: lasting.accessToken)
                _ = try await refresh(lasting.refreshToken, again)
            }
        }
    }
}
