import OctopusIdentityContract
import OctopusServiceKit
import OctopusStore
import Testing

@testable import OctopusIdentity

struct LogOutTests {
    @Test func `a session that was logged out of is refused at once`() async throws {
        try await House.with { house in
            let here = try await house.logIn()
            let there = try await house.logIn()
            try await house.call(LogOut.self, .init(), token: here.accessToken)
            await expectRefusal(.tokenRevoked) {
                try await house.call(ListSessions.self, .init(), token: here.accessToken)
            }
            await expectRefusal(.refreshTokenInvalid) {
                try await house.call(
                    RefreshToken.self,
                    .init(refreshToken: here.refreshToken)
                )
            }
            let left = try await house.call(ListSessions.self, .init(), token: there.accessToken)
            #expect(left.items.map(\.id) == [there.sessionId])
            let ended = try #require(try await house.events(SessionEnded.self).first)
            #expect(ended.session == here.sessionId)
            // Later than the last token of the session is good for.
            #expect(ended.forgettableAt > here.accessExpiresAt)
        }
    }

    @Test func `log out everywhere ends the caller's sessions and no other's`() async throws {
        try await House.with { house in
            let owner = try await house.logIn()
            _ = try await house.logIn()
            _ = try await house.openPartner(
                "Shop",
                email: "ana@shop.example",
                token: owner.accessToken
            )
            let other = try await house.logIn("ana@shop.example")
            let reply = try await house.call(
                LogOutEverywhere.self,
                .init(),
                token: owner.accessToken
            )
            #expect(reply.ended == 2)
            try await house.call(ListSessions.self, .init(), token: other.accessToken)
        }
    }

    @Test func `without a token there is nobody to log out`() async throws {
        try await House.with { house in
            await expectRefusal(.unauthenticated) { try await house.call(LogOut.self, .init()) }
            await expectRefusal(.unauthenticated) {
                try await house.call(ListSessions.self, .init())
            }
        }
    }
}
