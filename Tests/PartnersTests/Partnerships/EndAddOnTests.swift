import FoundationEssentials
import OctopusLoyaltyContract
import OctopusPartnersContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusPartners

/// It begins on 1 March 2026, 09:00 in Zagreb; that is UTC+1, and UTC+2 from the 29th on.
struct EndAddOnTests {
    private let day: Int64 = 86_400_000

    private func addOn(
        _ house: House,
        _ period: BillingPeriod = .month,
        raises: PackageLimits? = PackageLimits(activeCoupons: 2),
        count: Int = 1
    ) async throws -> AddOnID {
        let terms = AddOnTerms(
            name: "Two coupons more by the \(period.rawValue)",
            price: Price(minorUnits: 310, currency: "EUR", period: period),
            raises: raises
        )
        let made = try await house.desk().call(CreateAddOn.self, .init(terms: terms))
        try await approve(
            try await house.operatorOf().call(
                RequestAddOns.self,
                .init(addOnIds: Array(repeating: made.id, count: count))
            ),
            house
        )
        return made.id
    }

    private func approve(_ asked: PartnerRequest, _ house: House) async throws {
        _ = try await house.desk().call(ApproveRequest.self, .init(requestId: asked.id))
    }

    private func package(_ house: House, coupons: Int64) async throws {
        let package = try await house.desk().newPackage(
            "With \(coupons) coupons",
            minorUnits: 3100,
            limits: PackageLimits(activeCoupons: coupons)
        )
        try await approve(
            try await house.operatorOf().call(
                RequestPackage.self,
                .init(packageId: package.id)
            ),
            house
        )
    }

    private func publish(_ house: House, _ numbers: ClosedRange<UInt8>) async throws {
        for number in numbers {
            var bytes = house.cafe.uuid.uuid
            bytes.15 = number
            try await house.tell(
                CouponChanged(
                    id: CouponID(.init(uuid: bytes)),
                    version: 1,
                    status: .published,
                    terms: CouponTerms(title: "Coffee")
                ),
                of: house.mall,
                partner: house.cafe
            )
        }
    }

    private func told(_ house: House) async throws -> PartnerEntitlementChanged? {
        try await house.events(PartnerEntitlementChanged.self).last
    }

    @Test func `it ends with its month: balance, limits, activity and invoice follow, once`()
        async throws
    {
        let house = try await House()
        let cafe = house.operatorOf()
        try await package(house, coupons: 3)
        let addOn = try await addOn(house)
        #expect(try await told(house)?.limits?.activeCoupons == 5)
        house.pass(.milliseconds(9 * day))
        let ending = try await cafe.call(EndAddOn.self, .init(addOnId: addOn))
        // 1 April in Zagreb, which is two hours before UTC by then: 30 days, and 13 hours of the last one.
        let end = house.clock.now.adding(milliseconds: 21 * day + 14 * 3_600_000)
        #expect(ending.endsAt == end)
        #expect(ending.balance.count == 1 && ending.balance.ending == 1)
        #expect(ending.balance.endsAt == end && ending.balance.renewing == 0)
        // It is there until then, and what remains holds for those who would use more.
        #expect(try await told(house)?.limits?.activeCoupons == 5)
        #expect(try await told(house)?.askedLimits?.activeCoupons == 3)
        try await house.runJob(AddOnEnds.job)
        #expect(try await cafe.call(GetMyAccount.self, .init()).addOns.map(\.count) == [1])
        house.pass(.milliseconds(end.milliseconds - house.clock.now.milliseconds))
        for _ in 0..<2 { try await house.runJob(AddOnEnds.job) }
        let account = try await cafe.call(GetMyAccount.self, .init())
        #expect(account.addOns.isEmpty && account.limits?.activeCoupons == 3)
        #expect(try await told(house)?.limits?.activeCoupons == 3)
        #expect(try await told(house)?.askedLimits == nil)
        let kinds = try await cafe.call(ListActivity.self, .init()).items.map(\.kind)
        #expect(kinds.prefix(2) == [.addOnEnded, .addOnEnding])
        #expect(kinds.filter { $0 == .addOnEnded }.count == 1)
        for _ in 0..<61 {
            house.pass(.milliseconds(day))
            try await house.runJob(Invoicing.job)
        }
        let all = try await house.desk().call(ListInvoices.self, .init()).items
        #expect(all.map(\.totalMinorUnits) == [3100, 3410])
        await house.close()
    }

    @Test func `an end that would leave less than is used is refused with numbers`() async throws {
        let house = try await House()
        let cafe = house.operatorOf()
        try await package(house, coupons: 3)
        let addOn = try await addOn(house)
        try await publish(house, 1...4)
        let before = try await told(house)
        let refused = try await cafe.refused(
            .aboveLimits,
            EndAddOn.self,
            .init(addOnId: addOn)
        )
        #expect(refused.message.contains("4 coupons are published, and the package gives 3"))
        #expect(try await told(house) == before)
        #expect(try await cafe.call(GetMyAccount.self, .init()).addOns.map(\.ending) == [0])
        #expect(try await cafe.call(GetMyAccount.self, .init()).use.activeCoupons == 4)
        await house.close()
    }

    @Test func `a package is asked for with the add-ons that last`() async throws {
        let house = try await House()
        let (desk, cafe) = (house.desk(), house.operatorOf())
        try await package(house, coupons: 5)
        let addOn = try await addOn(house)
        try await publish(house, 1...4)
        _ = try await cafe.call(EndAddOn.self, .init(addOnId: addOn))
        let three = try await desk.newPackage("3", limits: PackageLimits(activeCoupons: 3))
        let choice = RequestPackage.Request(packageId: three.id)
        try await cafe.refused(.aboveLimits, RequestPackage.self, choice)
        _ = try await cafe.call(KeepAddOn.self, .init(addOnId: addOn))
        #expect(try await told(house)?.askedLimits == nil)
        let asked = try await cafe.call(RequestPackage.self, choice)
        #expect(try await told(house)?.askedLimits?.activeCoupons == 5)
        // The lower of both: three of the package that is asked for, five that the end would leave.
        _ = try await cafe.call(EndAddOn.self, .init(addOnId: addOn))
        #expect(try await told(house)?.askedLimits?.activeCoupons == 3)
        let refused = try await house.desk().refused(
            .aboveLimits,
            ApproveRequest.self,
            .init(requestId: asked.id)
        )
        #expect(refused.message.contains("the package gives 3"))
        _ = try await cafe.call(KeepAddOn.self, .init(addOnId: addOn))
        try await approve(asked, house)
        #expect(try await told(house)?.limits?.activeCoupons == 5)
        await house.close()
    }

    @Test func `of several one ends at a time, and an end is taken back until it has come`()
        async throws
    {
        let house = try await House()
        let cafe = house.operatorOf()
        let addOn = try await addOn(house, raises: nil, count: 2)
        let choice = AddOnChoice(addOnId: addOn)
        try await cafe.refused(.wrongState, KeepAddOn.self, choice)
        #expect(try await cafe.call(EndAddOn.self, choice).balance.renewing == 1)
        #expect(try await cafe.call(EndAddOn.self, choice).balance.renewing == 0)
        try await cafe.refused(.wrongState, EndAddOn.self, choice)
        let kept = try await cafe.call(KeepAddOn.self, choice)
        #expect(kept.renewing == 1 && kept.ending == 1 && kept.count == 2)
        house.pass(.milliseconds(31 * day))
        // Its end has come, whether the work was done or not.
        try await cafe.refused(.wrongState, KeepAddOn.self, choice)
        try await house.runJob(AddOnEnds.job)
        let left = try await cafe.call(GetMyAccount.self, .init()).addOns
        #expect(left.map(\.count) == [1] && left.map(\.renewing) == [1])
        await house.close()
    }

    @Test func `by the year it ends with the twelfth month; others have nothing to end`()
        async throws
    {
        let house = try await House()
        let cafe = house.operatorOf()
        let yearly = try await addOn(house, .year)
        house.pass(.milliseconds(40 * day))
        let end = try await cafe.call(EndAddOn.self, .init(addOnId: yearly)).endsAt
        // 1 March 2027, 00:00 in Zagreb; it began on 1 March 2026, 09:00.
        #expect(end.milliseconds == house.clock.now.milliseconds + 325 * day - 9 * 3_600_000)
        let once = try await addOn(house, .once)
        try await cafe.refused(.notFound, EndAddOn.self, .init(addOnId: once))
        try await house.operatorOf(house.bakery)
            .refused(.notFound, EndAddOn.self, .init(addOnId: yearly))
        await house.close()
    }
}
