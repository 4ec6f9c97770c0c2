import OctopusLoyaltyContract
import OctopusPartnersContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusLoyalty

struct OfferListTests {
    private func titles(_ somebody: Somebody, limit: Int64 = 50) async throws -> [String] {
        var (titles, next): ([String], PageCursor?) = ([], nil)
        repeat {
            let page = try await somebody.call(ListOffers.self, .init(after: next, limit: limit))
            titles += page.items.map(\.title)
            next = page.next
        } while next != nil
        return titles
    }

    @Test func `offers are those of partners whose published channels one follows, newest first`()
        async throws
    {
        let house = try await House()
        let (cafe, bakery) = (house.operatorOf(), house.operatorOf(house.bakery))
        for (number, partner) in [cafe, bakery, cafe, bakery].enumerated() {
            _ = try await partner.newCoupon(CouponTerms(title: "\(number)"))
            house.pass(.seconds(1))
        }
        try await cafe.call(CreateCoupon.self, .init(terms: CouponTerms(title: "A draft")))
        let ana = house.endUser(house.ana)
        #expect(try await titles(ana).isEmpty)
        let hidden = try await house.newChannel(of: house.bakery, named: "Soon", .draft)
        try await house.follow(hidden, by: house.ana, of: house.bakery)
        for name in ["Café", "Bar"] {
            try await house.follow(house.newChannel(named: name), by: house.ana)
        }
        #expect(try await titles(ana) == ["2", "0"], "each once")
        let shown = try await house.newChannel(of: house.bakery, named: "Bakery")
        try await house.follow(shown, by: house.ana, of: house.bakery)
        for limit in [1, 3, 50] as [Int64] {
            #expect(try await titles(ana, limit: limit) == ["3", "2", "1", "0"])
        }
        #expect(try await titles(house.endUser(house.ben)).isEmpty)
        // What can't be got now is none.
        try await house.entitle([.points], version: 1)
        #expect(try await titles(ana) == ["3", "1"])
        let suspended = house.partner(house.bakery, .suspended, version: 2)
        try await house.tell(suspended, of: house.mall)
        #expect(try await titles(ana).isEmpty)
    }

    @Test func `an offer tells its partner, and what one lacks`() async throws {
        let house = try await House()
        let cafe = house.operatorOf()
        let type = try await cafe.newPointType()
        let coupon = try await cafe.newCoupon(
            CouponTerms(title: "Tea", price: CouponPrice(pointTypeId: type, amount: 3))
        )
        try await cafe.award(2, of: type, to: house.ana)
        try await house.follow(house.newChannel(), by: house.ana)
        let offers = try await house.endUser(house.ana).call(ListOffers.self, .init()).items
        let offer = try #require(offers.first)
        #expect(offers.count == 1 && offer.couponId == coupon && offer.missing == 1)
        #expect(offer.partnerId == house.cafe && offer.partnerName == "A partner")
        #expect(offer.pointTypeName == "banana" && offer.balance == 2 && !offer.canGet)
    }
}
