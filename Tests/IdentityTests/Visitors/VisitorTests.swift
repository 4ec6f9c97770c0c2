import OctopusIdentityContract
import GRDB
import OctopusContract
import OctopusMesh
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusIdentity

struct VisitorTests {
    @Test func `a visit begins, goes on and ends`() async throws {
        try await House.with { house in
            let visit = try await house.call(BeginVisit.self, .init())
            let next = try await house.call(
                RefreshToken.self,
                .init(refreshToken: visit.refreshToken)
            )
            #expect(next.visitorId == visit.visitorId)
            #expect(next.endUserId == nil && next.userId == nil)
            try await house.call(EndVisit.self, .init(), token: next.accessToken)
            await expectRefusal(.tokenRevoked) {
                try await house.call(EndVisit.self, .init(), token: visit.accessToken)
            }
            await expectRefusal(.refreshTokenInvalid) {
                try await house.call(RefreshToken.self, .init(refreshToken: next.refreshToken))
            }
        }
    }

    @Test func `a visitor reaches what is for visitors, and nothing else`() async throws {
        try await House.with { house in
            let token = try await house.call(BeginVisit.self, .init()).accessToken
            await expectRefusal(.denied) { try await house.call(GetMe.self, .init(), token: token) }
            await expectRefusal(.denied) {
                try await house.call(LogOut.self, .init(), token: token)
            }
            await expectRefusal(.denied) {
                try await house.call(ListSessions.self, .init(), token: token)
            }
            await expectRefusal(.denied) {
                try await house.call(JoinVisitor.self, .init(refreshToken: "x"), token: token)
            }
            let open = ContractIndex.identity.methods.map { $0.declaration }
                .filter { $0.access.rules.contains(.visitor) }
            #expect(open.map(\.name) == ["identity.v1/EndVisit"])
        }
    }

    @Test func `the end user who logs in later has the visit, once, and it ends`() async throws {
        try await House.with { house in
            let visit = try await house.call(BeginVisit.self, .init())
            let eva = try await house.endUser("eva@mail.example")
            for _ in 0..<2 {
                let joined = try await house.join(visit.refreshToken, eva.token)
                #expect(joined.visitorId == visit.visitorId)
            }
            await expectRefusal(.tokenRevoked) {
                try await house.call(EndVisit.self, .init(), token: visit.accessToken)
            }
            await expectRefusal(.refreshTokenInvalid) {
                try await house.call(RefreshToken.self, .init(refreshToken: visit.refreshToken))
            }
            let told = try await house.events(VisitorJoined.self)
            #expect(told.map(\.id) == [visit.visitorId] && told[0].endUserId == eva.id)
            let ana = try await house.endUser("ana@mail.example")
            await expectRefusal(.notFound) { try await house.join(visit.refreshToken, ana.token) }
            #expect(try await house.events(VisitorJoined.self).count == 1)
        }
    }

    @Test func `of two who join one visitor at once one has it`() async throws {
        try await House.with { house in
            let visit = try await house.call(BeginVisit.self, .init())
            let tokens = try await [
                house.endUser("eva@mail.example").token, house.endUser("ana@mail.example").token,
            ]
            let done = await withTaskGroup(of: Bool.self) { group in
                for number in 0..<20 {
                    group.addTask {
                        let joined = try? await house.join(visit.refreshToken, tokens[number % 2])
                        return joined != nil
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(done == 10)
            #expect(try await house.events(VisitorJoined.self).count == 1)
        }
    }

    @Test func `a visit that is somebody else's does not exist`() async throws {
        try await House.with { house in
            let eva = try await house.endUser("eva@mail.example")
            // Another program's, with the same end user's token of its own.
            let other = try await house.call(BeginVisit.self, .init(), as: house.backend)
            await expectRefusal(.notFound) { try await house.join(other.refreshToken, eva.token) }
            // A session of a person, whose refresh token is no visit's.
            let owner = try await house.logIn()
            await expectRefusal(.notFound) { try await house.join(owner.refreshToken, eva.token) }
            await expectRefusal(.notFound) { try await house.join("nothing", eva.token) }
            // The other tenant's program serves its visitors by the same service.
            let mall = try await house.otherTenant()
            let foreign = Principal(
                name: "till",
                tenant: mall.uuid,
                grants: ["*"],
                publicKey: House.Keys.till
            )
            let away = try await house.call(BeginVisit.self, .init(), as: foreign, tenant: mall)
            await expectRefusal(.notFound) { try await house.join(away.refreshToken, eva.token) }
            // Neither was touched.
            let backend = house.backend
            try await house.call(EndVisit.self, .init(), token: other.accessToken, as: backend)
            try await house.call(
                EndVisit.self,
                .init(),
                token: away.accessToken,
                as: foreign,
                tenant: mall
            )
        }
    }

    @Test func `a refresh token that was traded joins nothing but a lost answer's`() async throws {
        try await House.with { house in
            let eva = try await house.endUser("eva@mail.example")
            let visit = try await house.call(BeginVisit.self, .init())
            let next = try await house.call(
                RefreshToken.self,
                .init(refreshToken: visit.refreshToken)
            )
            try await house.pass(.seconds(31))
            await expectRefusal(.notFound) { try await house.join(visit.refreshToken, eva.token) }
            #expect(
                try await house.join(next.refreshToken, eva.token).visitorId == visit.visitorId
            )
        }
    }

    @Test func `visits end by themselves, and their rows go`() async throws {
        try await House.with { house in
            let visit = try await house.call(BeginVisit.self, .init())
            #expect(try await house.openVisitors() == 1)
            try await house.pass(.seconds(7 * 86_400))
            await expectRefusal(.refreshTokenInvalid) {
                try await house.call(RefreshToken.self, .init(refreshToken: visit.refreshToken))
            }
            try await house.purge()
            #expect(try await house.openVisitors() == 0)
            let sessions = try await house.instance.store.read { database in
                try SessionRecord.all(database, "SELECT * FROM sessions WHERE kind = 'visitor'")
            }
            #expect(sessions.isEmpty)
        }
    }

    @Test func `a joined visitor is told in snapshots for 30 days, and no more when erased`()
        async throws
    {
        try await House.with { house in
            let eva = try await house.endUser("eva@mail.example")
            let ana = try await house.endUser("ana@mail.example")
            for token in [eva.token, ana.token] {
                let visit = try await house.call(BeginVisit.self, .init())
                try await house.join(visit.refreshToken, token)
            }
            let owner = try await house.logIn().accessToken
            try await house.call(EraseEndUser.self, .init(endUserId: eva.id), token: owner)
            #expect(try await house.joined().map(\.endUserId) == [ana.id])
            try await house.pass(.seconds(31 * 86_400))
            try await house.purge()
            #expect(try await house.joined().isEmpty)
        }
    }

    @Test func `a tenant has so many visitors, and the oldest visit makes room`() async throws {
        try await House.with(["visitors.most": .integer(3)]) { house in
            var visits: [BeginVisit.Reply] = []
            for _ in 0..<5 {
                visits.append(try await house.call(BeginVisit.self, .init()))
                try await house.pass(.seconds(1))
            }
            #expect(try await house.openVisitors() == 3)
            for visit in visits.prefix(2) {
                await expectRefusal(.tokenRevoked) {
                    try await house.call(EndVisit.self, .init(), token: visit.accessToken)
                }
            }
            for visit in visits.suffix(3) {
                try await house.call(EndVisit.self, .init(), token: visit.accessToken)
            }
            #expect(try await house.openVisitors() == 0)
        }
    }

    @Test func `one address begins so many visits, and keeps no other from it`() async throws {
        try await House.with(["quota.visitors": .integer(60_000)]) { house in
            func begin(_ address: String) async throws {
                try await house.call(
                    BeginVisit.self,
                    .init(),
                    as: house.backend,
                    from: address
                )
            }
            for _ in 0...100 { try await begin("203.0.113.7") }
            await expectRefusal(.throttled) { try await begin("203.0.113.7") }
            try await begin("203.0.113.8")
            try await house.pass(.seconds(60))
            try await begin("203.0.113.7")
        }
    }
}

extension House {
    /// An end user who is logged in at the till.
    fileprivate func endUser(_ email: String) async throws -> (id: EndUserID, token: String) {
        let made = try await call(RegisterEndUser.self, .init(name: "Somebody", email: email))
        let code = try await LoginCodeFlow.request(email, self)
        return (made.endUserId, try await LoginCodeFlow.logIn(email, code, self).accessToken)
    }

    @discardableResult
    fileprivate func join(_ refresh: String, _ token: String) async throws -> JoinVisitor.Reply {
        try await call(JoinVisitor.self, .init(refreshToken: refresh), token: token)
    }

    fileprivate func openVisitors() async throws -> Int64 {
        let tenant = tenant
        return try await instance.store.read { database in
            try Int64.one(
                database,
                "SELECT open FROM visitor_counts WHERE tenant_id = ?",
                [tenant]
            ) ?? 0
        }
    }

    fileprivate func joined() async throws -> [JoinedVisitorRecord] {
        try await instance.store.read { database in
            try JoinedVisitorRecord.all(database, "SELECT * FROM joined_visitors ORDER BY id")
        }
    }

    fileprivate func otherTenant() async throws -> TenantID {
        let terms = TenantTerms(
            name: "Bank",
            locale: "hr-HR",
            currency: "EUR",
            timeZone: "Europe/Zagreb"
        )
        return try await call(
            CreateTenant.self,
            .init(terms: terms, ownerName: "Ana", ownerEmail: "ana@bank.example"),
            as: operating
        ).tenantId
    }

    fileprivate func purge() async throws {
        try await instance.jobs.wake("purge")
        try await instance.jobs.runDue()
    }
}
