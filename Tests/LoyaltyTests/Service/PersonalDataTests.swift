import OctopusLoyaltyContract
import OctopusMesh
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusLoyalty

struct PersonalDataTests {
    /// All that a person can have in loyalty.
    private func live(_ ana: Somebody, _ house: House) async throws {
        try await house.follow(house.newChannel(), by: house.ana)
        let cafe = house.operatorOf()
        let type = try await cafe.newPointType(validity: .days(3))
        let note = AwardPoints.Request(
            endUserId: house.ana,
            pointTypeId: type,
            amount: 9,
            note: "likes umbrellas",
            place: "Till 2"
        )
        try await cafe.call(AwardPoints.self, note)
        let award = try await cafe.award(2, of: type, to: house.ana)
        try await cafe.call(ReverseAward.self, .init(awardId: award.awardId))
        try await cafe.award(5, of: type, to: house.ben)
        try await cafe.call(
            RequestAward.self,
            .init(endUserId: house.ana, pointTypeId: type, amount: 4)
        )
        let coupon = try await cafe.newCoupon(
            CouponTerms(title: "Coffee", price: CouponPrice(pointTypeId: type, amount: 1))
        )
        let codes = try await ana.codes(of: ana.get(coupon).issuedCoupon.id)
        let redeemed = try await cafe.redeem(scanning: codes.signed.text)
        try await cafe.call(
            UndoRedemption.self,
            .init(issuedCouponId: redeemed.issuedCouponId, use: 1)
        )
        _ = try await ana.get(coupon)
        _ = try await cafe.scan(ana)
        try await cafe.hold(1, of: type, of: house.ana)
        let display = try await cafe.display(.redeem(couponId: coupon))
        _ = try await ana.use(cafe.shown(display))
    }

    private func file(_ somebody: Somebody, limit: Int64) async throws -> [PersonalRecord] {
        var (records, next): ([PersonalRecord], PageCursor?) = ([], nil)
        repeat {
            let page = try await somebody.call(
                ReadPersonalData.self,
                .init(endUserId: somebody.house.ana, after: next, limit: limit)
            )
            #expect(page.items.count <= limit)
            records += page.items
            next = page.next
        } while next != nil
        return records
    }

    @Test func `every table that holds a person's id is told, or withheld for a reason`()
        async throws
    {
        let house = try await House()
        let ana = house.endUser(house.ana)
        try await live(ana, house)
        let data = LoyaltyService.definition.personal
        let (faults, holding) = try await house.inspect { database in
            (
                try PersonalSweep.faults(of: data, in: database),
                try PersonalSweep.tables(holding: house.ana, in: database)
            )
        }
        #expect(faults == [])
        let told = Set(try await file(ana, limit: 100).map(\.table))
        #expect(holding.intersection(data.impersonal) == [])
        // The log tells of awards and coupons of theirs what the tables have, and nothing of themselves.
        #expect(holding.subtracting(data.withheld.keys).subtracting(told) == ["events"])
        // Of every other table that is told there is something, so all of the statements ran.
        #expect(told.union(["events"]) == Set(data.parts.map(\.table)))
    }

    @Test func `a file in pages of one row is the same, and has nobody else's rows`()
        async throws
    {
        let house = try await House()
        let ana = house.endUser(house.ana)
        try await live(ana, house)
        let whole = try await file(ana, limit: 100)
        #expect(try await file(ana, limit: 1) == whole)
        #expect(try await file(ana, limit: 7) == whole)
        let tenant = house.desk(levels: [.users: .full])
        #expect(try await file(tenant, limit: 100) == whole)
        let ledger = whole.filter { $0.table == "ledger" }
        #expect(ledger.count == 6)
        let fields = Set(whole.flatMap(\.fields).compactMap(\.text))
        #expect(fields.contains("likes umbrellas") && fields.contains("Coffee"))
        #expect(!fields.contains("\(house.ben)"))
        let names = Set(whole.flatMap(\.fields).map(\.name))
        #expect(names.isDisjoint(with: ["code_hash", "sealed_code", "impersonator"]))
        let award = try #require(ledger.first)
        #expect(award.fields.contains { $0.name == "at" && $0.at == house.clock.now })
    }

    @Test func `nobody is told of somebody else`() async throws {
        let house = try await House()
        let request = ReadPersonalData.Request(endUserId: house.ana)
        try await house.endUser(house.ben).refused(.notFound, ReadPersonalData.self, request)
        try await house.endUser(house.cleo, of: house.bank)
            .refused(.notFound, ReadPersonalData.self, request)
        let tenant = house.desk(levels: [.users: .full])
        try await tenant.refused(.notFound, ReadPersonalData.self, .init(endUserId: house.cleo))
        try await tenant.refused(.invalid, ReadPersonalData.self, .init())
        try await house.operatorOf().refused(.denied, ReadPersonalData.self, request)
        // A partner's program is told of nobody.
        house.instance.security.prove()
        let program = Principal(
            name: "shop",
            tenant: house.mall.uuid,
            partner: house.cafe.uuid,
            grants: ["*"],
            publicKey: "shop"
        )
        await #expect(throws: CallRefused.self) {
            try await house.perform(
                ReadPersonalData.self,
                .init(),
                for: house.endUser(house.ana).person,
                as: program
            )
        }
        // A page of one's own is no page of another's.
        try await live(house.endUser(house.ana), house)
        let page = try await house.endUser(house.ana).call(ReadPersonalData.self, .init(limit: 1))
        try await house.endUser(house.ben)
            .refused(.invalid, ReadPersonalData.self, .init(after: page.next))
    }
}
