import FoundationEssentials
import OctopusIdentityContract
import OctopusPartnersContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusIdentity

/// What identity does when a partnership was approved.
struct PartnershipTests {
    private let approved = PartnershipApproved(
        requestId: RequestID(UUID()),
        partnerId: PartnerID(UUID()),
        partnerName: "Umbrellas"
    )
    private let owner = PartnershipApproved.Personal(
        ownerName: "Ana",
        ownerEmail: "ana@shop.example",
        ownerPhone: "+385912345678"
    )

    private func tell(_ house: House) async throws {
        try await house.world.tell(
            approved,
            personal: owner,
            of: house.tenant,
            partner: approved.partnerId
        )
    }

    @Test func `account, owner and invitation are there, once, however often it is told`()
        async throws
    {
        try await House.with { house in
            try await tell(house)
            try await tell(house)
            #expect(try await house.subjects(to: "ana@shop.example").count == 1)
            let token = try await house.logIn().accessToken
            let partners = try await house.call(ListPartners.self, .init(), token: token).items
            #expect(partners.map(\.id) == [approved.partnerId])
            #expect(partners[0].name == "Umbrellas" && partners[0].ownerStatus == .invited)
            try await house.call(
                AcceptInvitation.self,
                .init(
                    invitation: house.secret("invitation", to: "ana@shop.example"),
                    password: House.password
                )
            )
            let me = try await house.logIn("ana@shop.example")
            #expect(me.partnerId == approved.partnerId)
        }
    }

    @Test func `what partners told of the package before holds from the first log-in`()
        async throws
    {
        try await House.with { house in
            try await house.world.tell(
                PartnerEntitlementChanged(
                    id: approved.partnerId,
                    version: 1,
                    products: ["coupons"]
                ),
                of: house.tenant,
                partner: approved.partnerId
            )
            try await tell(house)
            try await house.call(
                AcceptInvitation.self,
                .init(
                    invitation: house.secret("invitation", to: "ana@shop.example"),
                    password: House.password
                )
            )
            let token = try await house.logIn("ana@shop.example").accessToken
            let me = try await house.call(GetMe.self, .init(), token: token)
            #expect(me.levels["coupons"] != nil && me.levels["points"] == nil)
        }
    }

    @Test func `an address that somebody has opens no second account`() async throws {
        try await House.with { house in
            let token = try await house.logIn().accessToken
            _ = try await house.openPartner("Bakery", email: "ana@shop.example", token: token)
            try await tell(house)
            try await tell(house)
            let partners = try await house.call(ListPartners.self, .init(), token: token).items
            #expect(partners.map(\.name) == ["Bakery"])
            let told = try await house.events(PartnershipAddressTaken.self)
            #expect(told.map(\.partnerId) == [approved.partnerId])
            // Another address is another try; once the account is open, none is any more.
            for email in ["ben@shop.example", "cleo@shop.example"] {
                try await house.world.tell(
                    PartnershipApproved(
                        requestId: approved.requestId,
                        partnerId: approved.partnerId,
                        partnerName: "Umbrellas",
                        attemptId: AttemptID(UUID())
                    ),
                    personal: .init(ownerName: "Ben", ownerEmail: email, ownerPhone: nil),
                    of: house.tenant,
                    partner: approved.partnerId
                )
            }
            let later = try await house.call(ListPartners.self, .init(), token: token).items
            #expect(later.map(\.ownerEmail) == ["ana@shop.example", "ben@shop.example"])
        }
    }
}
