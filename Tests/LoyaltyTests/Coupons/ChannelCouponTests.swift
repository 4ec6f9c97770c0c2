import OctopusLoyaltyContract
import OctopusPartnersContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusLoyalty

struct ChannelCouponTests {
    /// The titles that Ana is shown.
    private func shown(_ house: House, in channel: ChannelID? = nil) async throws -> [String] {
        try await house.endUser(house.ana).call(ListGettable.self, .init(channelId: channel))
            .items.map(\.title)
    }

    private func archive(_ channel: ChannelID, _ house: House) async throws {
        try await house.tell(
            ChannelChanged(
                id: channel,
                version: 2,
                terms: ChannelTerms(name: "Café"),
                status: .archived
            ),
            of: house.mall,
            partner: house.cafe
        )
    }

    @Test func `a channel shows its own coupons and those of all channels`() async throws {
        let house = try await House()
        let owner = house.operatorOf()
        let (shop, terrace) = (try await house.newChannel(), try await house.newChannel())
        _ = try await owner.newCoupon(CouponTerms(title: "Everywhere"))
        let inShop = try await owner.newCoupon(CouponTerms(title: "Shop", channelIds: [shop]))
        _ = try await owner.newCoupon(CouponTerms(title: "Both", channelIds: [terrace, shop]))
        #expect(try await shown(house) == ["Both", "Shop", "Everywhere"])
        #expect(try await shown(house, in: shop) == ["Both", "Shop", "Everywhere"])
        #expect(try await shown(house, in: terrace) == ["Both", "Everywhere"])
        let told = try await house.events(CouponChanged.self).last { $0.id == inShop }
        #expect(told?.terms.channelIds == [shop])
        // An edit moves it.
        let edited = try await owner.call(
            EditCoupon.self,
            .init(
                couponId: inShop,
                version: 2,
                terms: CouponTerms(title: "Shop", channelIds: [terrace])
            )
        )
        #expect(edited.terms.channelIds == [terrace])
        #expect(try await shown(house, in: shop) == ["Both", "Everywhere"])
        #expect(try await shown(house, in: terrace) == ["Both", "Shop", "Everywhere"])
        await house.close()
    }

    @Test func `a page of a channel's coupons goes on after the last one`() async throws {
        let house = try await House()
        let (owner, ana) = (house.operatorOf(), house.endUser(house.ana))
        let (shop, terrace) = (try await house.newChannel(), try await house.newChannel())
        for number in 1...5 {
            for (name, channel) in [("shop", shop), ("terrace", terrace)] {
                let title = "\(name) \(number)"
                _ = try await owner.newCoupon(CouponTerms(title: title, channelIds: [channel]))
            }
        }
        var (titles, next): ([String], PageCursor?) = ([], nil)
        repeat {
            let page = try await ana.call(
                ListGettable.self,
                .init(channelId: shop, after: next, limit: 2)
            )
            titles += page.items.map(\.title)
            next = page.next
        } while next != nil
        #expect(titles == ["shop 5", "shop 4", "shop 3", "shop 2", "shop 1"])
        await house.close()
    }

    @Test func `channels are the partner's own, each once, at most twenty`() async throws {
        let house = try await House()
        let owner = house.operatorOf()
        let (own, draft) = (
            try await house.newChannel(), try await house.newChannel(named: "Soon", .draft)
        )
        let foreign = try await house.newChannel(of: house.bakery)
        func broken(_ channels: [ChannelID]) async throws -> [String] {
            try await owner.refused(
                .invalid,
                CreateCoupon.self,
                .init(terms: CouponTerms(title: "Coffee", channelIds: channels))
            ).violations.map { "\($0.path) \($0.rule)" }
        }
        #expect(try await broken([]) == ["terms.channelIds count"])
        #expect(try await broken([own, foreign]) == ["terms.channelIds[1] known"])
        #expect(try await broken([own, draft, own]) == ["terms.channelIds[2] once"])
        var many: [ChannelID] = []
        for _ in 0..<21 { many.append(try await house.newChannel()) }
        #expect(try await broken(many) == ["terms.channelIds count"])
        let twenty = Array(many.dropLast())
        let terms = CouponTerms(title: "Coffee", channelIds: twenty)
        let coupon = try await owner.call(CreateCoupon.self, .init(terms: terms))
        #expect(coupon.terms.channelIds == twenty)
        await house.close()
    }

    @Test func `of channels none of which is published it is shown nowhere, and nobody gets it`()
        async throws
    {
        let house = try await House()
        let (owner, ana) = (house.operatorOf(), house.endUser(house.ana))
        let (shop, terrace) = (try await house.newChannel(), try await house.newChannel())
        let coupon = try await owner.newCoupon(
            CouponTerms(title: "Coffee", channelIds: [shop, terrace])
        )
        let held = try await ana.get(coupon).issuedCoupon.id
        try await archive(shop, house)
        #expect(try await shown(house) == ["Coffee"])
        #expect(try await owner.scan(ana).coupons.map(\.couponId) == [coupon])
        let scanned = try await owner.scan(ana)
        try await archive(terrace, house)
        #expect(try await shown(house).isEmpty)
        #expect(try await owner.scan(ana).coupons.isEmpty)
        try await ana.refused(.couponUnavailable, GetCouponForPoints.self, .init(couponId: coupon))
        try await owner.refused(
            .couponUnavailable,
            GiveScanned.self,
            .init(scan: scanned.scan, give: .coupon(couponId: coupon))
        )
        try await ana.refused(.notFound, ListGettable.self, .init(channelId: terrace))
        // Who has one can use it.
        _ = try await owner.redeem(scanning: ana.codes(of: held).signed.text)
        try await house.expectBalanced()
        await house.close()
    }

    @Test func `a list of another partner's channel, or of one that is not out, is not found`()
        async throws
    {
        let house = try await House()
        let ana = house.endUser(house.ana)
        let foreign = try await house.newChannel(of: house.bakery)
        let draft = try await house.newChannel(named: "Soon", .draft)
        for channel in [foreign, draft] {
            try await ana.refused(.notFound, ListGettable.self, .init(channelId: channel))
        }
        await house.close()
    }

    @Test func `a package that comes back brings channels and limits, too`() async throws {
        let house = try await House()
        try await house.entitle(version: 1)
        let shop = try await house.newChannel()
        let terms = CouponTerms(
            title: "Coffee",
            redeemableTimes: 10,
            channelIds: [shop],
            limitPerPeriod: PeriodLimit(times: 1, period: .week)
        )
        _ = try await house.operatorOf().newCoupon(terms)
        try await house.entitle([.points], version: 2)
        try await house.instance.jobs.runDue()
        #expect(try await shown(house, in: shop).isEmpty)
        try await house.entitle(version: 3)
        try await house.instance.jobs.runDue()
        #expect(try await shown(house, in: shop) == ["Coffee"])
        let last = try #require(try await house.events(CouponChanged.self).last)
        #expect(last.terms == terms && last.status == .published)
        await house.close()
    }
}
