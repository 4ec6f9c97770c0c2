import OctopusIdentityContract
import FoundationEssentials
import GRDB
import OctopusServiceKit
import OctopusTestKit
import OctopusStore
import Testing

@testable import OctopusIdentity

struct ImpersonationTests {
    @Test func `a tenant user acts as a partner's owner, and both names stand on what is done`()
        async throws
    {
        try await Mall.with { mall in
            let acting = try await mall.impersonate()
            #expect(acting.userId == mall.shop.ownerId)
            #expect(acting.actorId == mall.house.owner)
            let claims = try Claims(acting.accessToken)
            #expect(claims.text("sub").lowercased() == mall.shop.ownerId.description)
            #expect(claims.text("act.sub").lowercased() == mall.house.owner.description)
            #expect(claims.text("par").lowercased() == mall.shop.partnerId.description)
            #expect(claims.text("lvl.coupons") == "full")
            #expect(claims.text("lvl.partnerManagement").isEmpty)
            let began = try #require(try await mall.house.events(ImpersonationBegan.self).last)
            #expect(began.session == acting.sessionId)
            #expect(began.ownSession == mall.owner.sessionId)
            let exit = try await mall.call(ExitImpersonation.self, .init(), acting.accessToken)
            #expect(exit.sessionId == mall.owner.sessionId)
            let ended = try await mall.house.world.inspect { database in
                try Data?.fetchAll(
                    database,
                    sql: """
                        SELECT actor FROM events WHERE kind = 'identity.v1/SessionEnded'
                            AND person = ?
                        """,
                    arguments: [mall.shop.ownerId]
                )
            }
            #expect(ended == [mall.house.owner.uuid.bytes])
        }
    }

    @Test func `exit goes back to the user's own session, which never ended`() async throws {
        try await Mall.with { mall in
            let acting = try await mall.impersonate()
            _ = try await mall.call(ExitImpersonation.self, .init(), acting.accessToken)
            await expectRefusal(.tokenRevoked) {
                try await mall.call(GetRole.self, .init(roleId: RoleID(UUID())), acting.accessToken)
            }
            let own = try await mall.call(ListSessions.self, .init(), mall.owner.accessToken)
            #expect(own.items.map(\.id) == [mall.owner.sessionId])
            await expectRefusal(.notImpersonating) {
                try await mall.call(ExitImpersonation.self, .init(), mall.owner.accessToken)
            }
        }
    }

    @Test func `an impersonator can't nest, and touches nothing that is the owner's own`()
        async throws
    {
        try await Mall.with { mall in
            let token = try await mall.impersonate().accessToken
            let again = Impersonate.Request(partnerId: mall.shop.partnerId)
            await expectRefusal(.denied) { try await mall.call(Impersonate.self, again, token) }
            await expectRefusal(.impersonated) {
                try await mall.call(ListSessions.self, .init(), token)
            }
            await expectRefusal(.impersonated) {
                try await mall.call(LogOutEverywhere.self, .init(), token)
            }
            await expectRefusal(.impersonated) {
                try await mall.call(EndSession.self, .init(sessionId: mall.owner.sessionId), token)
            }
            await expectRefusal(.impersonated) {
                try await mall.call(EndUserSessions.self, .init(userId: mall.shop.ownerId), token)
            }
        }
    }

    @Test func `renewing keeps the impersonation and the user's own session alive, up to its end`()
        async throws
    {
        try await Mall.with { mall in
            var token = try await mall.impersonate().refreshToken
            for _ in 0..<5 {
                try await mall.house.pass(.seconds(9 * 60))
                token = try await mall.refresh(token).refreshToken
            }
            // The own session would have ended after half an hour without use.
            _ = try await mall.refresh(mall.owner.refreshToken)
            try await mall.house.pass(.seconds(10 * 60))
            await expectRefusal(.refreshTokenInvalid) { try await mall.refresh(token) }
        }
    }

    @Test func `it ends with the user's own session`() async throws {
        try await Mall.with { mall in
            let acting = try await mall.impersonate()
            try await mall.call(LogOut.self, .init(), mall.owner.accessToken)
            await expectRefusal(.tokenRevoked) {
                try await mall.call(ExitImpersonation.self, .init(), acting.accessToken)
            }
            await expectRefusal(.refreshTokenInvalid) {
                try await mall.refresh(acting.refreshToken)
            }
        }
    }

    @Test func `a suspended partner and one that is nobody's can't be impersonated`() async throws {
        try await Mall.with { mall in
            let acting = try await mall.impersonate()
            try await mall.suspend()
            await expectRefusal(.tokenRevoked) {
                try await mall.call(ExitImpersonation.self, .init(), acting.accessToken)
            }
            await expectRefusal(.partnerSuspended) { try await mall.impersonate() }
            await expectRefusal(.notFound) {
                try await mall.call(
                    Impersonate.self,
                    .init(partnerId: PartnerID(UUID())),
                    mall.owner.accessToken
                )
            }
        }
    }

    @Test func `the owner goes on, sees who acts in their place, and can end it`() async throws {
        try await Mall.with { mall in
            let baker = try await mall.house.logIn("ana@shop.example")
            let acting = try await mall.impersonate()
            let list = try await mall.call(ListSessions.self, .init(), baker.accessToken)
            #expect(Set(list.items.map(\.id)) == [baker.sessionId, acting.sessionId])
            let other = try #require(list.items.first { $0.id == acting.sessionId })
            #expect(other.actorId == mall.house.owner)
            #expect(other.startedFrom == nil)
            try await mall.call(
                EndSession.self,
                .init(sessionId: acting.sessionId),
                baker.accessToken
            )
            await expectRefusal(.tokenRevoked) {
                try await mall.call(ExitImpersonation.self, .init(), acting.accessToken)
            }
        }
    }

    @Test func `a lost answer is given again, and a second impersonation ends the first`()
        async throws
    {
        try await Mall.with { mall in
            let key = mall.house.instance.ids.uuid(at: mall.house.clock.now)
            let first = try await mall.impersonate(key: key)
            let again = try await mall.impersonate(key: key)
            #expect(again.sessionId == first.sessionId)
            let second = try await mall.impersonate()
            #expect(second.sessionId != first.sessionId)
            await expectRefusal(.refreshTokenInvalid) {
                try await mall.refresh(again.refreshToken)
            }
            _ = try await mall.refresh(second.refreshToken)
        }
    }
}

/// A house with an owner who is logged in, and a partner whose owner is Ana.
private struct Mall: Sendable {
    let house: House
    let owner: LogIn.Reply
    let shop: CreatePartner.Reply

    static func with(_ body: (Mall) async throws -> Void) async throws {
        try await House.with { house in
            let owner = try await house.logIn()
            let shop = try await house.openPartner(
                "Shop",
                email: "ana@shop.example",
                token: owner.accessToken
            )
            try await body(Mall(house: house, owner: owner, shop: shop))
        }
    }

    @discardableResult
    func call<M: Method>(
        _ method: M.Type,
        _ request: M.Request,
        _ token: String,
        key: UUID? = nil
    ) async throws -> M.Reply {
        try await house.call(method, request, token: token, key: key)
    }

    @discardableResult
    func impersonate(key: UUID? = nil) async throws -> Impersonate.Reply {
        try await call(
            Impersonate.self,
            .init(partnerId: shop.partnerId),
            owner.accessToken,
            key: key
        )
    }

    @discardableResult
    func refresh(_ token: String) async throws -> RefreshToken.Reply {
        try await house.call(RefreshToken.self, .init(refreshToken: token))
    }

    func suspend() async throws {
        try await house.tell(.suspended, shop.partnerId, version: 2)
    }
}

extension UUID {
    fileprivate var bytes: Data { withUnsafeBytes(of: uuid) { Data($0) } }
}
