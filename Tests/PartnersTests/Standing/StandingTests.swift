import GRDB
import OctopusIdentityContract
import OctopusPartnersContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusPartners

struct StandingTests {
    private func suspend(
        _ house: House,
        version: Int64 = 1,
        by desk: Somebody? = nil
    ) async throws -> MyPartner {
        try await (desk ?? house.desk()).call(
            SuspendPartner.self,
            .init(partnerId: house.cafe, version: version, reason: " No answer. ")
        )
    }

    @Test func `a partner is suspended with a reason and reactivated, each told once`()
        async throws
    {
        let house = try await House()
        let suspended = try await suspend(house)
        #expect(suspended.status == .suspended && suspended.version == 2)
        let seen = try await house.desk().call(GetPartner.self, .init(partnerId: house.cafe))
        #expect(seen.statusReason == "No answer.")
        let active = try await house.desk().call(
            ReactivatePartner.self,
            .init(partnerId: house.cafe, version: 2)
        )
        #expect(active.status == .active && active.version == 3)
        let told = try await house.events(PartnerStandingChanged.self)
            .filter { $0.id == house.cafe }
        #expect(told.map(\.status) == [.active, .suspended, .active])
        #expect(told.map(\.version) == [1, 2, 3])
        let activity = try await house.operatorOf().call(ListActivity.self, .init()).items
        #expect(activity.map(\.kind) == [.reactivated, .suspended, .joined])
        #expect(activity.map(\.reason) == [nil, "No answer.", nil])
        await house.close()
    }

    @Test func `what was read before, twice the same, no reason and another tenant's are refused`()
        async throws
    {
        let house = try await House()
        let desk = house.desk()
        let bank = house.desk(of: house.bank)
        await #expect(throws: CallRefused.self) { try await suspend(house, by: bank) }
        try await bank.refused(.notFound, GetPartner.self, .init(partnerId: house.cafe))
        try await bank.refused(
            .notFound,
            ReactivatePartner.self,
            .init(partnerId: house.cafe, version: 1)
        )
        try await bank.refused(
            .notFound,
            SetInvoiceID.self,
            .init(partnerId: house.cafe, version: 1, invoiceId: "C-1")
        )
        try await desk.refused(
            .invalid,
            SuspendPartner.self,
            .init(partnerId: house.cafe, version: 1, reason: " ")
        )
        try await desk.refused(
            .wrongState,
            ReactivatePartner.self,
            .init(partnerId: house.cafe, version: 1)
        )
        _ = try await suspend(house)
        try await desk.refused(
            .stale,
            SuspendPartner.self,
            .init(partnerId: house.cafe, version: 1, reason: "Again")
        )
        try await desk.refused(
            .wrongState,
            SuspendPartner.self,
            .init(partnerId: house.cafe, version: 2, reason: "Again")
        )
        await house.close()
    }

    @Test func `of the status the tenant's word counts, of the name identity's`() async throws {
        let house = try await House()
        _ = try await suspend(house)
        try await house.tell(
            PartnerChanged(id: house.cafe, version: 2, name: "Čaša", status: .active),
            of: house.mall
        )
        let seen = try await house.desk().call(ListMyPartners.self, .init(search: "casa")).items
        #expect(seen.map(\.name) == ["Čaša"] && seen.map(\.status) == [.suspended])
        // A partner that identity had suspended before partners kept standings is suspended here.
        let shop = PartnerID(house.ids.uuid(at: house.clock.now))
        try await house.tell(house.partner(shop, .suspended), of: house.mall)
        let suspended = try await house.desk().call(
            ListMyPartners.self,
            .init(status: .suspended)
        ).items
        #expect(Set(suspended.map(\.id)) == [house.cafe, shop])
        await house.close()
    }

    @Test(arguments: [false, true])
    func `a partner that a restored identity does not know does no business until it is told of`(
        people: Bool
    ) async throws {
        let house = try await House()
        let (desk, cafe, ana) = (house.desk(), house.operatorOf(), house.endUser(house.ana))
        _ = try await cafe.publish(cafe.newChannel(at: (45.8, 15.9)))
        let small = try await desk.newPackage(minorUnits: 1000, [.channels])
        let asked = try await cafe.call(RequestPackage.self, .init(packageId: small.id))
        _ = try await desk.call(ApproveRequest.self, .init(requestId: asked.id))
        try await house.runJob(Invoicing.job)
        let retention = StandingRecord.follower.handlers.compactMap(\.retention).first
        let own = try #require(retention?.assignments)
        let steps = [
            "UPDATE standings SET \(own) WHERE id = ?",
            "UPDATE partners SET version = 0, status = 'suspended' WHERE id = ?",
        ]
        // The followers see the new log in either order.
        for sql in people ? steps.reversed() : steps {
            try await house.instance.store.write {
                try $0.database.execute(sql: sql, arguments: [house.cafe.uuid])
            }
        }
        func status() async throws -> [PartnerStatus?] {
            let known = try await house.inspect {
                try PartnerRecord.find(house.cafe, in: $0)?.status
            }
            let seen = try await desk.call(ListMyPartners.self, .init()).items
            return [known, seen.first { $0.id == house.cafe }?.status]
        }
        #expect(try await status() == [.suspended, .suspended])
        #expect(try await ana.found().isEmpty)
        house.pass(.seconds(35 * 86_400))
        try await house.runJob(Invoicing.job)
        #expect(try await desk.call(ListInvoices.self, .init()).items.isEmpty)
        try await house.tell(house.partner(house.cafe), of: house.mall)
        #expect(try await status() == [.active, .active])
        #expect(try await ana.found().count == 1)
        house.pass(.seconds(3600))
        try await house.runJob(Invoicing.job)
        #expect(try await desk.call(ListInvoices.self, .init()).items.count == 1)
        await house.close()
    }

    @Test func `a step holds here at once, and what identity repeats late changes nothing`()
        async throws
    {
        let house = try await House()
        let (desk, cafe, ana) = (house.desk(), house.operatorOf(), house.endUser(house.ana))
        let channel = try await cafe.publish(cafe.newChannel(at: (45.8, 15.9)))
        _ = try await ana.follow(channel.id)
        _ = try await cafe.schedule(cafe.newPromo(on: [channel.id]))
        try await house.instance.jobs.runDue()
        let addOn = try await desk.newAddOn()
        let asked = try await cafe.call(RequestAddOns.self, .init(addOnIds: [addOn.id]))
        func seen() async throws -> [Int] {
            try await [
                ana.found().count, ana.near(45.8, 15.9).count, ana.feed().count,
                ana.call(ListFollowedChannels.self, .init()).items.count,
            ]
        }
        #expect(try await seen() == [1, 1, 1, 1])
        try await house.suspend(house.cafe)
        #expect(try await seen() == [0, 0, 0, 0])
        let approval = ApproveRequest.Request(requestId: asked.id)
        try await desk.refused(.partnerSuspended, ApproveRequest.self, approval)
        try await cafe.refused(.partnerSuspended, RequestAddOns.self, .init(addOnIds: [addOn.id]))
        let pending = try await desk.call(ListPendingRequests.self, .init(desk: .addOns)).items
        #expect(pending.map(\.isActivePartner) == [false])
        // A rename before identity has heard of the suspension.
        try await house.tell(house.partner(house.cafe, version: 2), of: house.mall)
        #expect(try await seen() == [0, 0, 0, 0])
        try await house.reactivate(house.cafe)
        // Only now identity repeats the suspension.
        try await house.tell(house.partner(house.cafe, .suspended, version: 3), of: house.mall)
        #expect(try await seen() == [1, 1, 1, 1])
        _ = try await desk.call(ApproveRequest.self, approval)
        await house.close()
    }

    @Test func `a suspension rewrites the channels that it hides, and no other`() async throws {
        let house = try await House()
        let cafe = house.operatorOf()
        let (kept, gone) = (
            try await cafe.publish(cafe.newChannel("Kept", at: (45.8, 15.9))),
            try await cafe.newChannel("Gone", at: (45.8, 15.9))
        )
        _ = try await cafe.call(
            ArchiveChannel.self,
            .init(channelId: gone.id, version: gone.version)
        )
        func changes(_ step: () async throws -> Void) async throws -> Set<ChannelID> {
            try await house.instance.store.write { transaction in
                try transaction.database.execute(
                    sql: """
                        CREATE TABLE written (id BLOB NOT NULL);
                        CREATE TRIGGER note AFTER UPDATE ON channels
                        BEGIN INSERT INTO written (id) VALUES (NEW.id); END;
                        """
                )
            }
            try await step()
            return try await house.instance.store.write { transaction in
                let all = try ChannelID.all(transaction.database, "SELECT id FROM written", [])
                try transaction.database.execute(sql: "DROP TRIGGER note; DROP TABLE written")
                return Set(all)
            }
        }
        let hidden = try await changes { try await house.suspend(house.cafe) }
        #expect(hidden == [kept.id])
        // It is hidden already.
        let without = try await changes { try await house.entitle(house.cafe, [.coupons]) }
        #expect(without == [])
        await house.close()
    }

    @Test func `an invoice ID is one partner's of the tenant`() async throws {
        let house = try await House()
        let desk = house.desk()
        func set(
            _ partner: PartnerID,
            _ version: Int64,
            _ invoiceId: String?
        ) async throws
            -> MyPartner
        {
            try await desk.call(
                SetInvoiceID.self,
                .init(partnerId: partner, version: version, invoiceId: invoiceId)
            )
        }
        #expect(try await set(house.cafe, 1, " C-1 ").invoiceId == "C-1")
        try await desk.refused(
            .invoiceIdTaken,
            SetInvoiceID.self,
            .init(partnerId: house.bakery, version: 1, invoiceId: "C-1")
        )
        // The same of another tenant is nobody's business.
        _ = try await house.desk(of: house.bank).call(
            SetInvoiceID.self,
            .init(partnerId: house.broker, version: 1, invoiceId: "C-1")
        )
        #expect(try await set(house.cafe, 2, nil).invoiceId == nil)
        #expect(try await set(house.bakery, 1, "C-1").invoiceId == "C-1")
        await house.close()
    }
}
