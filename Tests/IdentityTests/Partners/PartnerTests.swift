import OctopusIdentityContract
import OctopusServiceKit
import Testing

@testable import OctopusIdentity

struct PartnerTests {
    @Test func `a partner is created with its invited owner, and told of`() async throws {
        try await House.with { house in
            let owner = try await house.logIn()
            let partner = try await house.call(
                CreatePartner.self,
                .init(name: " Corner Bakery ", ownerName: "Ana", ownerEmail: "Ana@Shop.example"),
                token: owner.accessToken
            )
            let told = try await house.events(PartnerChanged.self)
            #expect(
                told == [
                    PartnerChanged(
                        id: partner.partnerId,
                        version: 1,
                        name: "Corner Bakery",
                        status: .active
                    )
                ]
            )
            let listed = try await house.call(ListPartners.self, .init(), token: owner.accessToken)
            let first = try #require(listed.items.first)
            #expect(listed.items.count == 1 && listed.next == nil)
            #expect(first.ownerEmail == "ana@shop.example")
            #expect(first.ownerStatus == .invited)
        }
    }

    @Test func `an e-mail is one user's within the tenant`() async throws {
        try await House.with { house in
            let owner = try await house.logIn()
            func create(_ name: String, _ email: String) async throws -> CreatePartner.Reply {
                try await house.call(
                    CreatePartner.self,
                    .init(name: name, ownerName: "Ana", ownerEmail: email),
                    token: owner.accessToken
                )
            }
            _ = try await create("Bakery", "ana@shop.example")
            await expectRefusal(.emailTaken) { try await create("Butcher", "ANA@shop.example") }
            await expectRefusal(.emailTaken) { try await create("Mall", House.email) }
            await expectRefusal(.invalid) { try await create("Mall", "no e-mail") }
            await expectRefusal(.invalid) { try await create(" ", "eva@shop.example") }
            #expect(try await house.events(PartnerChanged.self).count == 1)
        }
    }

    @Test func `partners are listed by name, page by page`() async throws {
        try await House.with { house in
            let owner = try await house.logIn()
            for name in ["Cobbler", "Bakery", "Apothecary", "Bakery"] {
                let number = try await house.events(PartnerChanged.self).count
                try await house.call(
                    CreatePartner.self,
                    .init(name: name, ownerName: "Ana", ownerEmail: "a\(number)@shop.example"),
                    token: owner.accessToken
                )
            }
            var names: [String] = []
            var after: PageCursor?
            repeat {
                let page = try await house.call(
                    ListPartners.self,
                    .init(after: after, limit: 3),
                    token: owner.accessToken
                )
                names += page.items.map(\.name)
                after = page.next
            } while after != nil
            #expect(names == ["Apothecary", "Bakery", "Bakery", "Cobbler"])
            await expectRefusal(.invalid) {
                try await house.call(
                    ListPartners.self,
                    .init(limit: 101),
                    token: owner.accessToken
                )
            }
        }
    }

    @Test func `a suspended partner's users are out at once, and back after`() async throws {
        try await House.with { house in
            let owner = try await house.logIn()
            let partner = try await house.openPartner(
                "Bakery",
                email: "ana@shop.example",
                token: owner.accessToken
            )
            let ana = try await house.logIn("ana@shop.example")
            let suspended = try await house.call(
                SetPartnerStatus.self,
                .init(partnerId: partner.partnerId, version: 1, status: .suspended),
                token: owner.accessToken
            )
            #expect(suspended.version == 2)
            await expectRefusal(.tokenRevoked) {
                try await house.call(ListSessions.self, .init(), token: ana.accessToken)
            }
            await expectRefusal(.refreshTokenInvalid) {
                try await house.call(RefreshToken.self, .init(refreshToken: ana.refreshToken))
            }
            await expectRefusal(.badCredentials) { try await house.logIn("ana@shop.example") }
            try await house.call(ListSessions.self, .init(), token: owner.accessToken)
            try await house.call(
                SetPartnerStatus.self,
                .init(partnerId: partner.partnerId, version: 2, status: .active),
                token: owner.accessToken
            )
            _ = try await house.logIn("ana@shop.example")
            #expect(
                try await house.events(PartnerChanged.self).map(\.status)
                    == [.active, .suspended, .active]
            )
        }
    }

    @Test func `a stale edit and another tenant's partner are refused`() async throws {
        try await House.with { house in
            let owner = try await house.logIn()
            let partner = try await house.openPartner(
                "Bakery",
                email: "ana@shop.example",
                token: owner.accessToken
            )
            await expectRefusal(.stale) {
                try await house.call(
                    SetPartnerStatus.self,
                    .init(partnerId: partner.partnerId, version: 2, status: .suspended),
                    token: owner.accessToken
                )
            }
            let other = try await House.bootstrap(
                house.instance,
                folder: house.folder,
                tenant: "Other Mall",
                email: "other@mall.example"
            )
            let there = try #require(TenantID(other.tenantId))
            let stranger = try await house.call(
                LogIn.self,
                .init(email: "other@mall.example", password: House.password),
                as: house.operating,
                tenant: there
            )
            await expectRefusal(.notFound) {
                try await house.call(
                    SetPartnerStatus.self,
                    .init(partnerId: partner.partnerId, version: 1, status: .suspended),
                    token: stranger.accessToken,
                    as: house.operating,
                    tenant: there
                )
            }
        }
    }
}
