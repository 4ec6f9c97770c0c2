import FoundationEssentials
import GRDB
import OctopusIdentityContract
import OctopusPartnersContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusPartners

/// What becomes of strangers whose account can't be opened, and of those who were rejected.
struct RepairTests {
    /// A stranger has asked and opened the link.
    private func asked(
        _ house: House,
        _ email: String = "ben@shop.example"
    ) async throws
        -> RequestID
    {
        let small = try await house.desk().newPackage(UUID().uuidString)
        _ = try await house.perform(
            RequestPartnership.self,
            .init(
                partnerName: "Umbrellas",
                ownerName: "Ben",
                email: email,
                phone: "+385912345678",
                website: "https://shop.example",
                description: "We sell umbrellas.",
                packageId: small.id
            ),
            as: .program(of: house.mall),
            routingKey: house.mall.uuid
        )
        let link = try #require(try await house.mails(to: email).last?.links.first)
        return try await house.perform(
            ConfirmPartnership.self,
            .init(secret: String(try #require(link.split(separator: "#").last))),
            as: .program(of: house.mall),
            routingKey: house.mall.uuid
        ).requestId
    }

    private func refuse(_ approved: PartnershipApproved, _ house: House) async throws {
        try await house.tell(
            PartnershipAddressTaken(partnerId: approved.partnerId, attemptId: approved.attempt),
            of: house.mall
        )
    }

    private func approved(_ house: House) async throws -> PartnershipApproved {
        try #require(try await house.events(PartnershipApproved.self).last)
    }

    @Test func `an address that was taken is told to the tenant, who names another`()
        async throws
    {
        let house = try await House()
        let (desk, id) = (house.desk(), try await asked(house))
        func causes() async throws -> [StuckCause] {
            try await desk.call(ListStuckPartnerships.self, .init()).items.map(\.cause)
        }
        #expect(try await causes() == [])
        _ = try await desk.call(ApproveRequest.self, .init(requestId: id))
        #expect(try await causes() == [.accountAwaited])
        try await desk.refused(
            .notFound,
            RetryPartnership.self,
            .init(requestId: id, email: "cleo@shop.example")
        )
        let first = try await approved(house)
        try await refuse(first, house)
        try await refuse(first, house)
        let stuck = try await desk.call(ListStuckPartnerships.self, .init()).items
        #expect(stuck.map(\.requestId) == [id] && stuck[0].email == "ben@shop.example")
        #expect(stuck.map(\.cause) == [.addressTaken])
        try await desk.refused(
            .ownerEmailTaken,
            RetryPartnership.self,
            .init(requestId: id, email: "ana@cafe.example")
        )
        try await desk.refused(
            .invalid,
            RetryPartnership.self,
            .init(requestId: id, email: "nobody")
        )
        let reply = try await desk.call(
            RetryPartnership.self,
            .init(requestId: id, email: "Cleo@shop.example")
        )
        let second = try await approved(house)
        #expect(second.attempt != first.attempt && second.partnerId == reply.partnerId)
        #expect(try await causes() == [.accountAwaited])
        // What was told of the first try comes again after a restore: it is over.
        try await refuse(first, house)
        #expect(try await causes() == [.accountAwaited])
        try await refuse(second, house)
        #expect(try await causes() == [.addressTaken])
        try await house.tell(house.partner(second.partnerId), of: house.mall)
        #expect(try await causes() == [])
        let seen = try await desk.call(GetPartner.self, .init(partnerId: second.partnerId))
        #expect(seen.business?.email == "cleo@shop.example")
        await house.close()
    }

    @Test func `another tenant's partnership does not exist`() async throws {
        let house = try await House()
        let id = try await asked(house)
        _ = try await house.desk().call(ApproveRequest.self, .init(requestId: id))
        try await refuse(try await approved(house), house)
        let bank = house.desk(of: house.bank)
        #expect(try await bank.call(ListStuckPartnerships.self, .init()).items.isEmpty)
        try await bank.refused(
            .notFound,
            RetryPartnership.self,
            .init(requestId: id, email: "cleo@shop.example")
        )
        try await bank.refused(.notFound, EraseRequester.self, .init(requestId: id))
        await house.close()
    }

    /// What the database has of the stranger, in whatever column.
    private func traces(_ house: House) async throws -> Int {
        try await house.inspect { database in
            try Int.fetchOne(
                database,
                sql: """
                    SELECT count(*) FROM requests WHERE contact_name IS NOT NULL
                    OR email IS NOT NULL OR phone IS NOT NULL OR website IS NOT NULL
                    OR description IS NOT NULL
                    """
            ) ?? 0
        }
    }

    @Test func `what a rejected stranger said is erased after 30 days, no sooner`() async throws {
        let house = try await House()
        let desk = house.desk()
        let (first, second) = (
            try await asked(house), try await asked(house, "cleo@shop.example")
        )
        _ = try await desk.call(RejectRequest.self, .init(requestId: first, reason: "No."))
        house.pass(.seconds(30 * 86_400 - 1))
        try await house.runJob("strangers")
        #expect(try await traces(house) == 2)
        house.pass(.seconds(3601))
        try await house.runJob("strangers")
        #expect(try await traces(house) == 1)
        let history = try await house.desk().call(
            ListDecidedRequests.self,
            .init(desk: .partnership)
        ).items
        #expect(history.map(\.requestId) == [first] && history[0].reason == "No.")
        let pending = try await house.desk().call(
            ListPendingRequests.self,
            .init(desk: .partnership)
        ).items
        #expect(pending.map(\.id) == [second] && pending[0].email == "cleo@shop.example")
        await house.close()
    }

    @Test func `a tenant erases a rejected stranger at once, and nobody else`() async throws {
        let house = try await House()
        let (desk, id) = (house.desk(), try await asked(house))
        try await desk.refused(.wrongState, EraseRequester.self, .init(requestId: id))
        _ = try await desk.call(RejectRequest.self, .init(requestId: id, reason: "No."))
        _ = try await desk.call(EraseRequester.self, .init(requestId: id))
        #expect(try await traces(house) == 0)
        let addOn = try await desk.newAddOn()
        let other = try await house.operatorOf().call(
            RequestAddOns.self,
            .init(addOnIds: [addOn.id])
        )
        try await desk.refused(.notFound, EraseRequester.self, .init(requestId: other.id))
        await house.close()
    }
}
