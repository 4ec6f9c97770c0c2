import FoundationEssentials
import OctopusIdentityContract
import OctopusPartnersContract
import OctopusServiceKit
import OctopusTestKit
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
            try await house.tell(.suspended, partner.partnerId, version: 2)
            await expectRefusal(.tokenRevoked) {
                try await house.call(ListSessions.self, .init(), token: ana.accessToken)
            }
            await expectRefusal(.refreshTokenInvalid) {
                try await house.call(RefreshToken.self, .init(refreshToken: ana.refreshToken))
            }
            await expectRefusal(.badCredentials) { try await house.logIn("ana@shop.example") }
            try await house.call(ListSessions.self, .init(), token: owner.accessToken)
            try await house.tell(.active, partner.partnerId, version: 3)
            _ = try await house.logIn("ana@shop.example")
            #expect(
                try await house.events(PartnerChanged.self).map(\.status)
                    == [.active, .suspended, .active]
            )
        }
    }

    @Test func `what is older, or says the same, changes nothing`() async throws {
        try await House.with { house in
            let owner = try await house.logIn()
            let partner = try await house.openPartner(
                "Bakery",
                email: "ana@shop.example",
                token: owner.accessToken
            )
            try await house.tell(.suspended, partner.partnerId, version: 3)
            try await house.tell(.active, partner.partnerId, version: 2)
            try await house.tell(.suspended, partner.partnerId, version: 4)
            await expectRefusal(.badCredentials) { try await house.logIn("ana@shop.example") }
            #expect(
                try await house.events(PartnerChanged.self).map(\.status)
                    == [.active, .suspended]
            )
            let rights = try await house.events(RightsChanged.self).map(\.subject)
            #expect(rights == [partner.partnerId.uuid])
        }
    }

    @Test func `a standing that is known before the account holds from its opening`()
        async throws
    {
        try await House.with { house in
            let id = PartnerID(UUID())
            try await house.tell(.suspended, id, version: 2)
            try await house.world.tell(
                PartnershipApproved(
                    requestId: RequestID(UUID()),
                    partnerId: id,
                    partnerName: "Umbrellas"
                ),
                personal: .init(ownerName: "Ana", ownerEmail: "a@b.example", ownerPhone: nil),
                of: house.tenant,
                partner: id
            )
            let told = try await house.events(PartnerChanged.self)
            #expect(told.map(\.status) == [.suspended])
        }
    }
}
