import OctopusIdentityContract
import FoundationEssentials
import OctopusContract
import OctopusMesh
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusIdentity

struct ServiceAccountTests {
    @Test func `a program acts by itself, as far as its account's users say`() async throws {
        try await Robot.with { robot in
            await expectRefusal(.noServiceAccount) { try await robot.token() }
            let set = try await robot.set([ProductLevel(.users, .view)])
            #expect(set.version == 1 && set.id == robot.id && set.name == "robot")
            let reply = try await robot.token()
            #expect(reply.levels == [ProductLevel(.users, .view)] && reply.id == robot.id)
            let users = try await robot.call(ListUsers.self, .init(), reply.accessToken)
            #expect(users.items.map(\.id) == [robot.house.owner])
            await expectRefusal(.denied) {
                try await robot.call(ListRoles.self, .init(), reply.accessToken)
            }
            // Its token is worth nothing with another program.
            await expectRefusal(.unauthenticated) {
                try await robot.house.call(ListUsers.self, .init(), token: reply.accessToken)
            }
        }
    }

    @Test func `it is nobody who logs in or out, stands for others, or touches credentials`()
        async throws
    {
        try await Robot.with { robot in
            let all = Product.allCases.map { ProductLevel($0, .full) }
            try await robot.set(all)
            let token = try await robot.token().accessToken
            let owner = robot.house.owner
            await expectRefusal(.denied) { try await robot.call(GetMe.self, .init(), token) }
            await expectRefusal(.denied) { try await robot.call(LogOut.self, .init(), token) }
            await expectRefusal(.denied) { try await robot.call(ListSessions.self, .init(), token) }
            await expectRefusal(.denied) {
                try await robot.call(SetUserPassword.self, .init(userId: owner), token)
            }
            await expectRefusal(.denied) {
                try await robot.call(EndUserSessions.self, .init(userId: owner), token)
            }
            await expectRefusal(.denied) {
                try await robot.call(
                    Impersonate.self,
                    .init(partnerId: PartnerID(UUID())),
                    token
                )
            }
            await expectRefusal(.denied) {
                try await robot.call(
                    SetServiceAccount.self,
                    .init(principalId: robot.id, version: 1, levels: all),
                    token
                )
            }
        }
    }

    @Test func `what it had is refused as soon as it has less`() async throws {
        try await Robot.with { robot in
            try await robot.set([ProductLevel(.users, .view)])
            let token = try await robot.token().accessToken
            try await robot.set([], version: 1)
            await expectRefusal(.tokenOutdated) {
                try await robot.call(ListUsers.self, .init(), token)
            }
            await expectRefusal(.noServiceAccount) { try await robot.token() }
            let told = try await robot.house.events(ServiceAccountChanged.self)
            #expect(told.map(\.version) == [1, 2] && told.map(\.levels.count) == [1, 0])
        }
    }

    @Test func `nobody gives a program more than they hold, or takes it`() async throws {
        try await Robot.with { robot in
            let (_, owner) = try await robot.house.hire(
                House.colleague,
                [.roles: .full, .users: .view]
            )
            let ana = try await robot.house.logIn(House.colleague).accessToken
            await expectRefusal(.aboveYourself) {
                try await robot.set([ProductLevel(.users, .update)], by: ana)
            }
            try await robot.set([ProductLevel(.users, .view)], by: ana)
            try await robot.set([ProductLevel(.users, .full)], version: 1, by: owner)
            await expectRefusal(.aboveYourself) { try await robot.set([], version: 2, by: ana) }
            await expectRefusal(.stale) { try await robot.set([], version: 1, by: owner) }
        }
    }

    @Test func `every fault is told at once, and nothing is changed`() async throws {
        try await Robot.with(ofPartner: true) { robot in
            let refused = await expectRefusal(.invalid) {
                try await robot.set([
                    ProductLevel(.users, .view), ProductLevel(.partnerManagement, .full),
                    ProductLevel(.users, .full),
                ])
            }
            #expect(
                refused?.violations.map(\.path) == ["levels[1].product", "levels[2].product"]
            )
            await expectRefusal(.noServiceAccount) { try await robot.token() }
        }
    }

    @Test func `another account's program does not exist`() async throws {
        try await Robot.with(ofPartner: true) { robot in
            let owner = try await robot.house.logIn().accessToken
            for id in [robot.id, PrincipalID(UUID())] {
                await expectRefusal(.notFound) {
                    try await robot.house.call(
                        SetServiceAccount.self,
                        .init(principalId: id, version: 0, levels: []),
                        token: owner
                    )
                }
            }
            let listed = try await robot.house.call(ListServiceAccounts.self, .init(), token: owner)
            #expect(listed.items.isEmpty)
            let own = try await robot.house.call(
                ListServiceAccounts.self,
                .init(),
                token: robot.granter()
            )
            #expect(own.items.map(\.principalId) == [robot.id] && own.items[0].version == 0)
        }
    }

    @Test func `a suspended partner's program does nothing`() async throws {
        try await Robot.with(ofPartner: true) { robot in
            try await robot.set([ProductLevel(.users, .view)])
            let token = try await robot.token().accessToken
            try await robot.call(ListUsers.self, .init(), token)
            try await robot.suspend()
            await expectRefusal(.tokenOutdated) {
                try await robot.call(ListUsers.self, .init(), token)
            }
            await expectRefusal(.partnerSuspended) { try await robot.token() }
        }
    }

    @Test func `it keeps its name and levels through a new key, and loses them with the last`()
        async throws
    {
        try await Robot.with { robot in
            try await robot.set([ProductLevel(.users, .view)])
            let next = CurveKeyPair.generate().publicKey.z85
            let rotated = try await robot.house.call(
                RotatePrincipalKey.self,
                .init(principalId: robot.id, publicKey: next, overlapMs: 60_000),
                as: robot.house.operating
            )
            let successor = robot.with(key: next, id: rotated.principalId)
            #expect(try await successor.token().id == robot.id)
            #expect(try await robot.token().id == robot.id)
            let listed = try await robot.house.call(
                ListServiceAccounts.self,
                .init(),
                token: robot.granter()
            )
            #expect(listed.items.map(\.principalId) == [rotated.principalId])
            let token = try await successor.token().accessToken
            // Less for the new key is less for the old one.
            try await successor.set([], version: 1)
            await expectRefusal(.tokenOutdated) {
                try await successor.call(ListUsers.self, .init(), token)
            }
            await expectRefusal(.noServiceAccount) { try await robot.token() }
            try await successor.set([ProductLevel(.users, .view)], version: 2)
            try await robot.house.call(
                RevokePrincipal.self,
                .init(principalId: rotated.principalId),
                as: robot.house.operating
            )
            for program in [robot, successor] {
                await expectRefusal(.noServiceAccount) { try await program.token() }
            }
            await expectRefusal(.keyRevoked) { try await successor.set([], version: 3) }
        }
    }

    @Test func `it stands in the log as itself`() async throws {
        try await Robot.with { robot in
            try await robot.set([ProductLevel(.users, .full)])
            let token = try await robot.token()
            let end = EndUserID(UUID())
            await expectRefusal(.notFound) {
                try await robot.call(BlockEndUser.self, .init(endUserId: end), token.accessToken)
            }
            let audit = try await robot.house.call(
                ListAudit.self,
                .init(),
                as: robot.house.operating
            )
            let entry = try #require(
                audit.items.first { $0.method == BlockEndUser.declaration.name }
            )
            #expect(entry.subject == robot.id.uuid && entry.program == "robot")
            #expect(entry.actor == nil && entry.refusal == "notFound")
        }
    }
}

/// A registered program of the house's tenant, or of a partner of it.
private struct Robot: Sendable {
    static let partnersOwner = "ana@shop.example"

    let house: House
    let id: PrincipalID
    let partner: PartnerID?
    let principal: Principal

    static func with(
        ofPartner: Bool = false,
        _ body: (Robot) async throws -> Void
    ) async throws {
        try await House.with { house in
            var partner: PartnerID?
            if ofPartner {
                partner = try await house.openPartner(
                    "Shop",
                    email: partnersOwner,
                    token: house.logIn().accessToken
                ).partnerId
            }
            let key = CurveKeyPair.generate().publicKey.z85
            let reply = try await house.call(
                GrantPrincipal.self,
                .init(
                    name: "robot",
                    publicKey: key,
                    tenantId: house.tenant,
                    partnerId: partner,
                    grants: ["identity.v1/*"]
                ),
                as: house.operating
            )
            try await body(Robot(house, reply.principalId, partner, key))
        }
    }

    private init(_ house: House, _ id: PrincipalID, _ partner: PartnerID?, _ key: String) {
        (self.house, self.id, self.partner) = (house, id, partner)
        principal = Principal(
            name: "robot",
            tenant: house.tenant.uuid,
            partner: partner?.uuid,
            grants: ["identity.v1/*"],
            publicKey: key
        )
    }

    func with(key: String, id: PrincipalID) -> Robot { Robot(house, id, partner, key) }

    /// The token of the owner of the program's account.
    func granter() async throws -> String {
        try await house.logIn(partner == nil ? House.email : Self.partnersOwner).accessToken
    }

    @discardableResult
    func set(
        _ levels: [ProductLevel],
        version: Int64 = 0,
        by token: String? = nil
    ) async throws -> ServiceAccount {
        let own = try await granter()
        return try await house.call(
            SetServiceAccount.self,
            .init(principalId: id, version: version, levels: levels),
            token: token ?? own
        )
    }

    func token() async throws -> GetServiceToken.Reply {
        try await house.call(GetServiceToken.self, .init(), as: principal)
    }

    func suspend() async throws {
        let partner = try #require(partner)
        try await house.tell(.suspended, partner, version: 2)
    }

    @discardableResult
    func call<M: OctopusContract.Method>(
        _ method: M.Type,
        _ request: M.Request,
        _ token: String
    ) async throws -> M.Reply {
        try await house.call(method, request, token: token, as: principal)
    }
}
