import OctopusIdentityContract
import OctopusServiceKit
import Testing

@testable import OctopusIdentity

struct UserTests {
    @Test func `an invited colleague reaches what their role allows`() async throws {
        try await House.with { house in
            let owner = try await house.logIn().accessToken
            let role = try await house.role([.users: .view], by: owner)
            let user = try await house.invite(role: role, by: owner)
            #expect(user.status == .invited)
            #expect(user.phone == "+385912345678")
            #expect(user.roleId == role)
            try await house.accept(House.colleague)
            let ana = try await house.logIn(House.colleague)
            #expect(ana.userId == user.id)
            let seen = try await house.call(
                GetUser.self,
                .init(userId: user.id),
                token: ana.accessToken
            )
            #expect(seen.status == .active)
            #expect(seen.version == 2)
            await expectRefusal(.denied) {
                try await house.call(
                    DisableUser.self,
                    .init(userId: user.id, version: 2),
                    token: ana.accessToken
                )
            }
        }
    }

    @Test func `every fault of a form is told at once`() async throws {
        try await House.with { house in
            let owner = try await house.logIn().accessToken
            let role = try await house.role([.users: .view], by: owner)
            let refused = await expectRefusal(.invalid) {
                try await house.call(
                    CreateUser.self,
                    .init(name: "Ana", email: "no address", phone: "12", roleId: role),
                    token: owner
                )
            }
            #expect(refused?.violations.map(\.path).sorted() == ["email", "phone"])
            await expectRefusal(.emailTaken) {
                try await house.invite(" Owner@MALL.example", role: role, by: owner)
            }
            await expectRefusal(.notFound) {
                try await house.invite(role: RoleID(user: house.owner), by: owner)
            }
        }
    }

    @Test func `a repeated creation gives the same user and mails once`() async throws {
        try await House.with { house in
            let owner = try await house.logIn().accessToken
            let role = try await house.role([.users: .view], by: owner)
            let key = house.instance.ids.uuid(at: house.clock.now)
            let one = try await house.invite(role: role, by: owner, key: key)
            let again = try await house.invite(role: role, by: owner, key: key)
            #expect(one.id == again.id)
            #expect(try await house.subjects(to: House.colleague).count == 1)
        }
    }

    @Test func `users are listed by name, searched and filtered`() async throws {
        try await House.with { house in
            let owner = try await house.logIn().accessToken
            let role = try await house.role([.users: .view], by: owner)
            for (name, email) in [
                ("Žana Čović", "zana@mall.example"), ("Bruno", "bruno@mall.example"),
                ("ana", "ana@mall.example"),
            ] {
                try await house.invite(email, name: name, role: role, by: owner)
            }
            func list(_ request: ListUsers.Request) async throws -> [String] {
                try await house.call(ListUsers.self, request, token: owner).items.map(\.name)
            }
            #expect(try await list(.init()) == ["ana", "Bruno", "Mall Owner", "Žana Čović"])
            #expect(try await list(.init(search: "covic")) == ["Žana Čović"])
            #expect(try await list(.init(search: "BRUNO@mall")) == ["Bruno"])
            #expect(try await list(.init(status: .active)) == ["Mall Owner"])
            let first = try await house.call(ListUsers.self, .init(limit: 2), token: owner)
            #expect(try await list(.init(after: first.next)) == ["Mall Owner", "Žana Čović"])
        }
    }

    @Test func `an edit carries the version that was read`() async throws {
        try await House.with { house in
            let (user, owner) = try await house.hire()
            func edit(_ version: Int64, _ name: String, email: String) async throws -> User {
                try await house.call(
                    EditUser.self,
                    .init(userId: user.id, version: version, name: name, email: email),
                    token: owner
                )
            }
            await expectRefusal(.stale) { try await edit(1, "Ana B", email: House.colleague) }
            let ana = try await house.logIn(House.colleague)
            let edited = try await edit(2, "Ana B", email: House.colleague)
            #expect(edited.version == 3)
            #expect(edited.phone == nil)
            // A name ends no session; an address does, and the one before is told.
            try await house.call(GetMe.self, .init(), token: ana.accessToken)
            _ = try await edit(3, "Ana B", email: "ana.b@mall.example")
            await expectRefusal(.tokenRevoked) {
                try await house.call(GetMe.self, .init(), token: ana.accessToken)
            }
            await expectRefusal(.badCredentials) { try await house.logIn(House.colleague) }
            _ = try await house.logIn("ana.b@mall.example")
            let told = try await house.subjects(to: House.colleague).last
            #expect(told?.contains("Another address") == true)
        }
    }

    @Test func `a disabled user is out at once, and comes back as they were`() async throws {
        try await House.with { house in
            let (user, owner) = try await house.hire()
            let ana = try await house.logIn(House.colleague)
            let request = DisableUser.Request(userId: user.id, version: 2)
            let disabled = try await house.call(DisableUser.self, request, token: owner)
            #expect(disabled.status == .disabled)
            await expectRefusal(.tokenRevoked) {
                try await house.call(GetMe.self, .init(), token: ana.accessToken)
            }
            await expectRefusal(.refreshTokenInvalid) {
                try await house.call(RefreshToken.self, .init(refreshToken: ana.refreshToken))
            }
            await expectRefusal(.badCredentials) { try await house.logIn(House.colleague) }
            let enabled = try await house.call(
                EnableUser.self,
                .init(userId: user.id, version: 3),
                token: owner
            )
            #expect(enabled.status == .active)
            _ = try await house.logIn(House.colleague)
        }
    }

    @Test func `nobody disables or deletes themselves or the owner`() async throws {
        try await House.with { house in
            let (user, owner) = try await house.hire(House.colleague, [.users: .full])
            let ana = try await house.logIn(House.colleague).accessToken
            for (target, token, reason) in [
                (house.owner, owner, Reason.isOwner), (house.owner, ana, .aboveYourself),
                (user.id, ana, .notOneself),
            ] {
                let version = try await house.call(
                    GetUser.self,
                    .init(userId: target),
                    token: owner
                ).version
                await expectRefusal(reason) {
                    try await house.call(
                        DisableUser.self,
                        .init(userId: target, version: version),
                        token: token
                    )
                }
                await expectRefusal(reason) {
                    try await house.call(
                        DeleteUser.self,
                        .init(userId: target, version: version),
                        token: token
                    )
                }
                await expectRefusal(reason) {
                    try await house.call(SetUserPassword.self, .init(userId: target), token: token)
                }
            }
        }
    }

    @Test func `of a deleted user only the id is left`() async throws {
        try await House.with { house in
            let (user, owner) = try await house.hire()
            let ana = try await house.logIn(House.colleague)
            try await house.call(
                DeleteUser.self,
                .init(userId: user.id, version: 2),
                token: owner
            )
            await expectRefusal(.tokenRevoked) {
                try await house.call(GetMe.self, .init(), token: ana.accessToken)
            }
            await expectRefusal(.notFound) {
                try await house.call(GetUser.self, .init(userId: user.id), token: owner)
            }
            let last = try await house.events(UserChanged.self).last { $0.id == user.id }
            #expect(last?.status == .deleted)
            #expect(last?.version == 3)
            // The address is free again.
            let role = try await house.role([.users: .view], by: owner)
            try await house.invite(role: role, by: owner)
        }
    }

    @Test func `a resent invitation voids the one before`() async throws {
        try await House.with { house in
            let owner = try await house.logIn().accessToken
            let role = try await house.role([.users: .view], by: owner)
            let user = try await house.invite(role: role, by: owner)
            let first = try await house.secret("invitation", to: House.colleague)
            let request = ResendInvitation.Request(userId: user.id)
            try await house.call(ResendInvitation.self, request, token: owner)
            let second = try await house.secret("invitation", to: House.colleague)
            #expect(first != second)
            await expectRefusal(.invitationInvalid) {
                try await house.call(
                    AcceptInvitation.self,
                    .init(invitation: first, password: House.password)
                )
            }
            try await house.accept(House.colleague)
            await expectRefusal(.wrongState) {
                try await house.call(ResendInvitation.self, request, token: owner)
            }
        }
    }

    @Test func `what belongs to another account looks as if it did not exist`() async throws {
        try await House.with { house in
            let (user, owner) = try await house.hire()
            _ = try await house.openPartner(
                "Corner Bakery",
                email: "baker@shop.example",
                token: owner
            )
            let baker = try await house.logIn("baker@shop.example").accessToken
            let partners = try await house.call(ListUsers.self, .init(), token: baker)
            #expect(partners.items.map(\.email) == ["baker@shop.example"])
            for (target, token) in [(user.id, baker), (partners.items[0].id, owner)] {
                await expectRefusal(.notFound) {
                    try await house.call(GetUser.self, .init(userId: target), token: token)
                }
                await expectRefusal(.notFound) {
                    try await house.call(
                        DeleteUser.self,
                        .init(userId: target, version: 1),
                        token: token
                    )
                }
                await expectRefusal(.notFound) {
                    try await house.call(SetUserPassword.self, .init(userId: target), token: token)
                }
            }
        }
    }

    @Test func `of fifty who accept one invitation at once, one does`() async throws {
        try await House.with { house in
            let owner = try await house.logIn().accessToken
            let role = try await house.role([.users: .view], by: owner)
            try await house.invite(role: role, by: owner)
            let secret = try await house.secret("invitation", to: House.colleague)
            let accepted = await withTaskGroup(of: String?.self) { group in
                for number in 0..<50 {
                    group.addTask {
                        let password = "umbrella \(number) hums over kettles"
                        do {
                            try await house.call(
                                AcceptInvitation.self,
                                .init(invitation: secret, password: password)
                            )
                            return password
                        } catch {
                            let reason = (error as? CallRefused)?.reason
                            #expect(["invitationInvalid", "throttled"].contains(reason))
                            return nil
                        }
                    }
                }
                return await group.reduce(into: []) { $0 += [$1].compactMap(\.self) }
            }
            #expect(accepted.count == 1)
            house.clock.advance(by: .seconds(3600))
            _ = try await house.logIn(House.colleague, try #require(accepted.first))
        }
    }
}

extension RoleID {
    /// An id that no role has.
    init(user: UserID) { self.init(user.uuid) }
}
