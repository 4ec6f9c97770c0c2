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
        #expect(history.map(\.requestId) == [first] && history[0].reason == "(erased)")
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
        _ = try await desk.call(RejectRequest.self, .init(requestId: id, reason: "Ana, no."))
        _ = try await desk.call(EraseRequester.self, .init(requestId: id))
        #expect(try await traces(house) == 0)
        // What they were told is nowhere either: a repeated rejection's answer is sealed by its key.
        let left = try await house.inspect { database in
            try Int.fetchOne(
                database,
                sql: """
                    SELECT (SELECT count(*) FROM requests WHERE reason <> '(erased)')
                        + (SELECT count(*) FROM decisions WHERE reason <> '(erased)')
                        + (SELECT count(*) FROM answers WHERE instr(body, CAST('Ana, no.' AS BLOB)))
                    """
            )
        }
        #expect(left == 0)
        let addOn = try await desk.newAddOn()
        let other = try await house.operatorOf().call(
            RequestAddOns.self,
            .init(addOnIds: [addOn.id])
        )
        try await desk.refused(.notFound, EraseRequester.self, .init(requestId: other.id))
        await house.close()
    }

    @Test func `who waits is erased on demand, and forgotten after 180 days`() async throws {
        let house = try await House()
        let (desk, first) = (house.desk(), try await asked(house))
        _ = try await asked(house, "cleo@shop.example")
        _ = try await desk.call(EraseRequester.self, .init(requestId: first))
        #expect(try await traces(house) == 1)
        try await desk.refused(.alreadyDecided, ApproveRequest.self, .init(requestId: first))
        house.pass(.seconds(180 * 86_400 - 1))
        try await house.runJob("strangers")
        #expect(try await traces(house) == 1)
        house.pass(.seconds(3601))
        try await house.runJob("strangers")
        #expect(try await traces(house) == 0)
        let waiting = try await desk.call(ListPendingRequests.self, .init(desk: .partnership))
        #expect(waiting.items.isEmpty)
        await house.close()
    }

    @Test func `who got an account is forgotten after 30 days, also in what was told`()
        async throws
    {
        let house = try await House()
        let (desk, id) = (house.desk(), try await asked(house))
        _ = try await desk.call(ApproveRequest.self, .init(requestId: id))
        try await refuse(try await approved(house), house)
        _ = try await desk.call(
            RetryPartnership.self,
            .init(requestId: id, email: "cleo@shop.example")
        )
        try await desk.refused(.wrongState, EraseRequester.self, .init(requestId: id))
        #expect(try await told(house) == 2)
        let partner = try await approved(house).partnerId
        try await house.tell(house.partner(partner), of: house.mall)
        house.pass(.seconds(30 * 86_400 - 1))
        try await house.runJob("strangers")
        #expect(try await traces(house) == 1)
        house.pass(.seconds(3601))
        try await house.runJob("strangers")
        #expect(try await traces(house) == 0)
        #expect(try await told(house) == 0)
        // What the business said of itself is the partner's own.
        let seen = try await desk.call(GetPartner.self, .init(partnerId: partner))
        #expect(seen.business == PartnerContact(name: nil, email: nil, phone: "+385912345678"))
        #expect(seen.website == "https://shop.example" && seen.description == "We sell umbrellas.")
        await house.close()
    }

    @Test func `who got an account is erased on demand`() async throws {
        let house = try await House()
        let (desk, id) = (house.desk(), try await asked(house))
        _ = try await desk.call(ApproveRequest.self, .init(requestId: id))
        let partner = try await approved(house).partnerId
        try await house.tell(house.partner(partner), of: house.mall)
        _ = try await desk.call(EraseRequester.self, .init(requestId: id))
        #expect(try await traces(house) == 0)
        #expect(try await told(house) == 0)
        await house.close()
    }

    @Test func `nothing sealed is left of a form that has become a request`() async throws {
        let house = try await House()
        _ = try await asked(house)
        let left = try await house.inspect { database in
            try Int.fetchOne(database, sql: "SELECT sum(length(sealed)) FROM partnership_forms")
        }
        #expect(left == 0)
        await house.close()
    }

    @Test func `a stuck partnership is given up: nothing is charged, and nobody remembered`()
        async throws
    {
        let house = try await House()
        let (desk, id) = (house.desk(), try await asked(house))
        _ = try await desk.call(ApproveRequest.self, .init(requestId: id))
        let abandon = AbandonPartnership.Request(requestId: id)
        try await desk.refused(.notFound, AbandonPartnership.self, abandon)
        try await refuse(try await approved(house), house)
        house.pass(.seconds(65 * 86_400))
        try await house.runJob(Invoicing.job)
        #expect(try await desk.call(ListInvoices.self, .init()).items.isEmpty)
        try await house.desk(of: house.bank).refused(.notFound, AbandonPartnership.self, abandon)
        _ = try await desk.call(AbandonPartnership.self, abandon)
        #expect(try await desk.call(ListStuckPartnerships.self, .init()).items.isEmpty)
        try await desk.refused(.notFound, AbandonPartnership.self, abandon)
        try await desk.refused(
            .notFound,
            RetryPartnership.self,
            .init(requestId: id, email: "cleo@shop.example")
        )
        #expect(try await traces(house) == 0)
        #expect(try await told(house) == 0)
        let entitlement = try await house.events(PartnerEntitlementChanged.self).last
        #expect(entitlement?.id.uuid == id.uuid && entitlement?.products == [])
        let given = try await house.inspect { database in
            try Int.fetchOne(
                database,
                sql: "SELECT count(*) FROM partnerships WHERE id = ?",
                arguments: [id.uuid]
            )
        }
        #expect(given == 0)
        let charges = try await house.inspect { database in
            try Int.fetchOne(
                database,
                sql: "SELECT (SELECT count(*) FROM charges) + (SELECT count(*) FROM billing)"
            )
        }
        #expect(charges == 0)
        await house.close()
    }

    @Test func `a partner is charged from when its account was opened`() async throws {
        let house = try await House()
        let (desk, id) = (house.desk(), try await asked(house))
        _ = try await desk.call(ApproveRequest.self, .init(requestId: id))
        try await house.runJob(Invoicing.job)
        // It begins on 1 March; the account is opened on 16 April.
        house.pass(.seconds(46 * 86_400))
        try await house.runJob(Invoicing.job)
        // The partner bears the request's id.
        try await house.tell(house.partner(PartnerID(id.uuid)), of: house.mall)
        for _ in 0..<20 {
            house.pass(.seconds(86_400))
            try await house.runJob(Invoicing.job)
        }
        let invoices = try await desk.call(ListInvoices.self, .init()).items
        #expect(invoices.map(\.month) == ["2026-04"])
        #expect(invoices.map(\.partnerName) == ["A partner"])
        // 15 of 30 days of 12.50.
        #expect(invoices.map(\.totalMinorUnits) == [625])
        await house.close()
    }

    /// How many events have something of a stranger.
    private func told(_ house: House) async throws -> Int {
        try await house.inspect { database in
            try Int.fetchOne(
                database,
                sql: """
                    SELECT count(*) FROM events
                    WHERE kind = 'partners.v1/PartnershipApproved' AND personal IS NOT NULL
                    """
            ) ?? 0
        }
    }
}
