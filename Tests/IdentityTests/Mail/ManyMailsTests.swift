import OctopusIdentityContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusIdentity

/// However somebody goes about it, mails are not sent without end.
struct ManyMailsTests {
    private static let stranger = "stranger@elsewhere.example"
    private static let clerk = "clerk@mall.example"
    private static let hours: Int64 = 6
    /// Codes are asked for more often, by honest people too.
    private static func most(_ way: Way) -> Int { way == .codeAsked ? 45 : 30 }

    /// What makes one mail go to the stranger each time it is done.
    enum Way: String, CaseIterable {
        case invitedAndDeleted, invitedAnew, movedWhileInvited, movedToAndFro, passwordSet
        case profileEdited, resetAsked, codeAsked, partnerOpened
    }

    private struct Scene: Sendable {
        let house: House
        let role: RoleID
        /// Whom the mails are about, unless somebody new is made each time.
        let user: UserID?

        func call<M: Method>(
            _ method: M.Type,
            _ request: M.Request,
            _ token: String
        ) async throws -> M.Reply {
            try await house.call(method, request, token: token)
        }

        func create(_ email: String, _ token: String) async throws -> User {
            try await call(
                CreateUser.self,
                .init(name: "Ana Horvat", email: email, roleId: role),
                token
            )
        }

        func move(_ user: User, to email: String, _ token: String) async throws -> User {
            try await call(
                EditUser.self,
                .init(userId: user.id, version: user.version, name: user.name, email: email),
                token
            )
        }
    }

    private static func scene(_ way: Way, in house: House) async throws -> Scene {
        let (_, owner) = try await house.hire(clerk, [.users: .full, .roles: .full])
        let role = try await house.role([.users: .view], named: "Looks", by: owner)
        var user: UserID?
        switch way {
        case .invitedAndDeleted, .partnerOpened, .profileEdited: break
        case .codeAsked: try await house.call(RegisterEndUser.self, .init(email: stranger))
        case .invitedAnew, .passwordSet, .resetAsked:
            user = try await house.invite(stranger, role: role, by: owner).id
            if way == .resetAsked { try await house.accept(stranger) }
        case .movedWhileInvited, .movedToAndFro:
            user = try await house.invite("mine@mall.example", role: role, by: owner).id
            if way == .movedToAndFro { try await house.accept("mine@mall.example") }
        }
        return Scene(house: house, role: role, user: user)
    }

    private static func write(
        _ way: Way,
        _ scene: Scene,
        _ number: Int,
        _ token: String
    ) async throws {
        let house = scene.house
        switch way {
        case .invitedAndDeleted:
            let user = try await scene.create(stranger, token)
            _ = try await scene.call(
                DeleteUser.self,
                .init(userId: user.id, version: user.version),
                token
            )
        case .invitedAnew:
            let user = try #require(scene.user)
            _ = try await scene.call(ResendInvitation.self, .init(userId: user), token)
        case .passwordSet:
            let user = try #require(scene.user)
            _ = try await scene.call(SetUserPassword.self, .init(userId: user), token)
        case .movedWhileInvited, .movedToAndFro:
            let id = try #require(scene.user)
            var user = try await scene.call(GetUser.self, .init(userId: id), token)
            if user.email != stranger { user = try await scene.move(user, to: stranger, token) }
            _ = try await scene.move(user, to: "mine\(number)@mall.example", token)
        case .profileEdited:
            let me = try await scene.call(GetMe.self, .init(), token)
            _ = try await scene.call(
                EditOwnProfile.self,
                .init(
                    version: me.version,
                    name: "Ana",
                    email: stranger,
                    password: House.password
                ),
                token
            )
        case .resetAsked:
            try await house.call(RequestPasswordReset.self, .init(email: stranger))
        case .codeAsked:
            try await house.call(RequestLoginCode.self, .init(contact: stranger))
        case .partnerOpened:
            _ = try await scene.call(
                CreatePartner.self,
                .init(name: "Shop", ownerName: "Ana", ownerEmail: stranger),
                token
            )
        }
    }

    @Test(arguments: Way.allCases)
    func `an address gets so many in six hours, whatever causes them`(_ way: Way) async throws {
        try await House.with { house in
            let scene = try await Self.scene(way, in: house)
            let person = way == .partnerOpened ? House.email : Self.clerk
            var (token, mails, waited) = (try await house.logIn(person).accessToken, 0, Int64(0))
            while waited < Self.hours * 3_600_000 {
                do {
                    try await Self.write(way, scene, mails, token)
                    mails += 1
                    try #require(mails <= Self.most(way))
                } catch let refused as CallRefused {
                    try #require(refused.reason == Reason.throttled.word, "\(refused)")
                    let wait = try #require(refused.retryAfterMilliseconds)
                    waited += wait
                    try await house.pass(.milliseconds(wait))
                    token = try await house.logIn(person).accessToken
                }
            }
            #expect(mails > 10)
        }
    }

    @Test func `what one account is refused, others are not`() async throws {
        try await House.with { house in
            let owner = try await house.logIn().accessToken
            _ = try await house.openPartner("Shop", email: "shop@shop.example", token: owner)
            let scene = try await Self.scene(.invitedAndDeleted, in: house)
            let token = try await house.logIn(Self.clerk).accessToken
            let refused = await expectRefusal(.throttled) {
                for number in 0..<100 {
                    try await Self.write(.invitedAndDeleted, scene, number, token)
                }
            }
            #expect(try #require(refused?.retryAfterMilliseconds) > 0)
            _ = try await scene.create("ana@mall.example", token)
            let shop = try await house.logIn("shop@shop.example").accessToken
            let role = try await house.role([.users: .view], by: shop)
            _ = try await house.invite(Self.stranger, role: role, by: shop)
        }
    }

    @Test func `many addresses are bounded, too`() async throws {
        try await House.with { house in
            let scene = try await Self.scene(.invitedAndDeleted, in: house)
            let token = try await house.logIn(Self.clerk).accessToken
            var made = 0
            let refused = await expectRefusal(.throttled) {
                while made < 1000 {
                    _ = try await scene.create("ana\(made)@elsewhere.example", token)
                    made += 1
                }
            }
            #expect((400...500).contains(made))
            house.clock.advance(by: .milliseconds(try #require(refused?.retryAfterMilliseconds)))
            _ = try await scene.create("later@elsewhere.example", token)
        }
    }
}
