import OctopusIdentityContract
import OctopusServiceKit
import Testing

@testable import OctopusIdentity

struct OwnProfileTests {
    @Test func `everybody is told who they are`() async throws {
        try await House.with { house in
            let (user, owner) = try await house.hire(House.colleague, [.users: .view])
            let ana = try await house.logIn(House.colleague)
            let me = try await house.call(GetMe.self, .init(), token: ana.accessToken)
            #expect(me.userId == user.id)
            #expect(me.endUserId == nil)
            #expect(me.sessionId == ana.sessionId)
            #expect(me.name == "Ana Horvat")
            #expect(me.email == House.colleague)
            #expect(me.levels["users"] == .view)
            #expect(me.levels["partnerManagement"] == nil)
            #expect(me.roleId == user.roleId)
            #expect(!me.isOwner)
            #expect(me.tenantName == "Octopus Mall")
            #expect(me.timeZone == "Europe/Zagreb")
            #expect(me.partnerId == nil)
            #expect(me.impersonatorId == nil)
            let boss = try await house.call(GetMe.self, .init(), token: owner)
            #expect(boss.isOwner)
            #expect(boss.levels["partnerManagement"] == .full)
        }
    }

    @Test func `a partner's owner is told the partner`() async throws {
        try await House.with { house in
            let partner = try await house.openPartner(
                "Corner Bakery",
                email: "baker@shop.example",
                token: house.logIn().accessToken
            )
            let me = try await house.call(
                GetMe.self,
                .init(),
                token: house.logIn("baker@shop.example").accessToken
            )
            #expect(me.partnerId == partner.partnerId)
            #expect(me.partnerName == "Corner Bakery")
        }
    }

    @Test func `a new address counts after its mailed link`() async throws {
        try await House.with { house in
            _ = try await house.hire()
            let ana = try await house.logIn(House.colleague).accessToken
            let new = "ana.new@mall.example"
            let edited = try await house.call(
                EditOwnProfile.self,
                .init(version: 2, name: "Ana Novak", email: new, password: House.password),
                token: ana
            )
            #expect(edited.newEmail == new)
            #expect(try await house.call(GetMe.self, .init(), token: ana).newEmail == new)
            _ = try await house.logIn(House.colleague)
            await expectRefusal(.badCredentials) { try await house.logIn(new) }
            let told = try await house.subjects(to: House.colleague).last
            #expect(told?.contains("A new address") == true)

            let link = try await house.secret("email", to: new)
            // A link of one purpose opens no other door.
            await expectRefusal(.linkInvalid) {
                try await house.call(
                    ResetPassword.self,
                    .init(link: link, newPassword: "six dry umbrellas dance")
                )
            }
            try await house.call(ConfirmEmail.self, .init(link: link))
            try await house.call(ConfirmEmail.self, .init(link: link))
            let me = try await house.call(GetMe.self, .init(), token: ana)
            #expect(me.email == new)
            #expect(me.newEmail == nil)
            _ = try await house.logIn(new)
            await expectRefusal(.badCredentials) { try await house.logIn(House.colleague) }
        }
    }

    @Test func `an address that another has is refused to the link alone`() async throws {
        try await House.with { house in
            _ = try await house.hire()
            let ana = try await house.logIn(House.colleague).accessToken
            try await house.call(
                EditOwnProfile.self,
                .init(version: 2, name: "Ana", email: House.email, password: House.password),
                token: ana
            )
            let link = try await house.secret("email", to: House.email)
            await expectRefusal(.emailTaken) {
                try await house.call(ConfirmEmail.self, .init(link: link))
            }
            #expect(try await house.call(GetMe.self, .init(), token: ana).email == House.colleague)
        }
    }

    @Test func `naming the present address takes a change back`() async throws {
        try await House.with { house in
            _ = try await house.hire()
            let ana = try await house.logIn(House.colleague).accessToken
            let new = "ana.new@mall.example"
            try await house.call(
                EditOwnProfile.self,
                .init(version: 2, name: "Ana", email: new, password: House.password),
                token: ana
            )
            let link = try await house.secret("email", to: new)
            try await house.call(
                EditOwnProfile.self,
                .init(version: 3, name: "Ana", email: House.colleague),
                token: ana
            )
            await expectRefusal(.linkInvalid) {
                try await house.call(ConfirmEmail.self, .init(link: link))
            }
        }
    }

    @Test func `a session alone changes no address`() async throws {
        try await House.with { house in
            _ = try await house.hire()
            let ana = try await house.logIn(House.colleague).accessToken
            func edit(_ email: String, _ password: String?) async throws {
                try await house.call(
                    EditOwnProfile.self,
                    .init(version: 2, name: "Ana", email: email, password: password),
                    token: ana
                )
            }
            let refused = await expectRefusal(.invalid) {
                try await edit("thief@mall.example", nil)
            }
            #expect(refused?.violations.map(\.path) == ["password"])
            await expectRefusal(.wrongPassword) {
                try await edit("thief@mall.example", "nine red kettles whistle")
            }
            #expect(try await house.subjects(to: "thief@mall.example").isEmpty)
            try await edit(House.colleague, nil)
            // Repeated, since its answer was lost.
            try await edit(House.colleague, nil)
        }
    }
}
