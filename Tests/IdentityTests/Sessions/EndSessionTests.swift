import OctopusIdentityContract
import FoundationEssentials
import OctopusServiceKit
import Testing

@testable import OctopusIdentity

struct EndSessionTests {
    @Test func `one session ends and the others go on`() async throws {
        try await House.with { house in
            let here = try await house.logIn()
            let there = try await house.logIn()
            for _ in 0..<2 {
                try await house.call(
                    EndSession.self,
                    .init(sessionId: there.sessionId),
                    token: here.accessToken
                )
            }
            await expectRefusal(.tokenRevoked) {
                try await house.call(ListSessions.self, .init(), token: there.accessToken)
            }
            let left = try await house.call(ListSessions.self, .init(), token: here.accessToken)
            #expect(left.items.map(\.id) == [here.sessionId])
            #expect(try await house.events(SessionEnded.self).count == 1)
        }
    }

    @Test func `somebody else's session does not exist`() async throws {
        try await House.with { house in
            let owner = try await house.logIn()
            _ = try await house.openPartner(
                "Shop",
                email: "ana@shop.example",
                token: owner.accessToken
            )
            let ana = try await house.logIn("ana@shop.example")
            for id in [owner.sessionId, SessionID(UUID())] {
                await expectRefusal(.notFound) {
                    try await house.call(
                        EndSession.self,
                        .init(sessionId: id),
                        token: ana.accessToken
                    )
                }
            }
            for (user, token) in [(ana.userId, owner.accessToken), (house.owner, ana.accessToken)] {
                await expectRefusal(.notFound) {
                    try await house.call(
                        EndUserSessions.self,
                        .init(userId: user),
                        token: token
                    )
                }
                await expectRefusal(.notFound) {
                    try await house.call(
                        ListUserSessions.self,
                        .init(userId: user),
                        token: token
                    )
                }
            }
            try await house.call(ListSessions.self, .init(), token: owner.accessToken)
        }
    }

    @Test func `an account's sessions are seen and ended by those who manage its users`()
        async throws
    {
        try await House.with { house in
            let owner = try await house.logIn()
            let other = try await house.logIn()
            let list = try await house.call(
                ListUserSessions.self,
                .init(userId: house.owner),
                token: owner.accessToken
            )
            #expect(Set(list.items.map(\.id)) == [owner.sessionId, other.sessionId])
            let one = try await house.call(
                EndUserSessions.self,
                .init(userId: house.owner, sessionId: other.sessionId),
                token: owner.accessToken
            )
            #expect(one.ended == 1)
            let all = try await house.call(
                EndUserSessions.self,
                .init(userId: house.owner),
                token: owner.accessToken
            )
            #expect(all.ended == 1)
            await expectRefusal(.tokenRevoked) {
                try await house.call(ListSessions.self, .init(), token: owner.accessToken)
            }
        }
    }

    @Test func `a list tells place, program and time`() async throws {
        try await House.with { house in
            let reply = try await house.call(
                LogIn.self,
                .init(email: House.email, password: House.password),
                as: house.backend,
                from: "2001:DB8:0::7"
            )
            try await house.pass(.seconds(60))
            let next = try await house.call(
                RefreshToken.self,
                .init(refreshToken: reply.refreshToken),
                as: house.backend,
                from: "::ffff:203.0.113.9"
            )
            let list = try await house.call(
                ListSessions.self,
                .init(),
                token: next.accessToken,
                as: house.backend
            )
            let session = try #require(list.items.first)
            #expect(session.program == "backend")
            #expect(session.startedFrom == "2001:db8::7")
            #expect(session.lastUsedFrom == "203.0.113.9")
            #expect(session.lastUsedAt == house.clock.now)
            #expect(session.idleEndsAt == house.clock.now.adding(milliseconds: 30 * 60_000))
        }
    }

    @Test func `an address is believed from programs that may tell it alone`() async throws {
        try await House.with { house in
            let reply = try await house.call(
                LogIn.self,
                .init(email: House.email, password: House.password),
                from: "203.0.113.7"
            )
            let list = try await house.call(ListSessions.self, .init(), token: reply.accessToken)
            #expect(list.items.first?.startedFrom == nil)
        }
    }

    @Test func `ten minutes after the log-in other sessions end by password alone`() async throws {
        try await House.with { house in
            let here = try await house.logIn()
            try await house.pass(.seconds(601))
            let next = try await house.call(
                RefreshToken.self,
                .init(refreshToken: here.refreshToken)
            )
            let there = try await house.logIn()
            func end(_ session: SessionID, _ password: String? = nil) async throws {
                try await house.call(
                    EndSession.self,
                    .init(sessionId: session, password: password),
                    token: next.accessToken
                )
            }
            await expectRefusal(.proofRequired) { try await end(there.sessionId) }
            await expectRefusal(.wrongPassword) { try await end(there.sessionId, "a guess") }
            await expectRefusal(.proofRequired) {
                try await house.call(LogOutEverywhere.self, .init(), token: next.accessToken)
            }
            await expectRefusal(.proofRequired) {
                try await house.call(
                    EndUserSessions.self,
                    .init(userId: house.owner),
                    token: next.accessToken
                )
            }
            try await house.call(ListSessions.self, .init(), token: there.accessToken)
            try await end(there.sessionId, House.password)
            await expectRefusal(.tokenRevoked) {
                try await house.call(ListSessions.self, .init(), token: there.accessToken)
            }
            // What LogOut does, too, wants no proof.
            try await end(next.sessionId)
            await expectRefusal(.tokenRevoked) { try await end(next.sessionId) }
        }
    }

    @Test func `all sessions end by password, and after a log-in without`() async throws {
        try await House.with { house in
            let old = try await house.logIn()
            try await house.pass(.seconds(601))
            let next = try await house.call(
                RefreshToken.self,
                .init(refreshToken: old.refreshToken)
            )
            _ = try await house.logIn()
            let ended = try await house.call(
                LogOutEverywhere.self,
                .init(password: House.password),
                token: next.accessToken
            )
            #expect(ended.ended == 2)
            let fresh = try await house.logIn()
            let again = try await house.call(
                LogOutEverywhere.self,
                .init(),
                token: fresh.accessToken
            )
            #expect(again.ended == 1)
        }
    }

    @Test func `guesses of the password are slowed down, and a set clock is no proof`()
        async throws
    {
        try await House.with { house in
            let here = try await house.logIn()
            let there = try await house.logIn()
            try await house.pass(.seconds(601))
            let next = try await house.call(
                RefreshToken.self,
                .init(refreshToken: here.refreshToken)
            )
            func end(_ password: String?) async throws {
                try await house.call(
                    EndSession.self,
                    .init(sessionId: there.sessionId, password: password),
                    token: next.accessToken
                )
            }
            for _ in 0..<6 { await expectRefusal(.wrongPassword) { try await end("a guess") } }
            await expectRefusal(.throttled) { try await end(House.password) }
            await expectRefusal(.proofRequired) { try await end(nil) }
        }
    }
}
