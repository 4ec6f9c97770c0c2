import GRDB
import OctopusLoyaltyContract
import OctopusPartnersContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing
import struct FoundationEssentials.UUID

@testable import OctopusLoyalty

struct DisplayTests {
    @Test
    func `points are got in the name of the operator who displays, and both sides hear of it`()
        async throws
    {
        let house = try await House()
        let (till, ana) = (house.operatorOf(), house.endUser(house.ana))
        let type = try await till.newPointType()
        let offer = DisplayedOffer.points(pointTypeId: type, amount: 7)
        let display = try await till.display(offer)
        let reply = try await ana.use(till.shown(display))
        #expect(reply.offer == offer && reply.title == "banana" && reply.displayId == display)
        guard case .points(let award, let balance, _) = reply.given else { throw Unexpected() }
        #expect(balance == 7 && reply.redemption == nil)

        let seen = try await till.call(GetDisplayedCode.self, .init(displayId: display))
        let use = try #require(seen.uses.first)
        #expect(seen.uses.count == 1 && use.endUserId == house.ana && use.use == 1)
        #expect(use.name == "Name of \(house.code(of: house.ana))")
        #expect(use.endUserCode == house.code(of: house.ana))
        // Its one use is taken: there is nothing to draw any more.
        #expect(seen.code == nil && seen.display.uses == 1)

        let told = try await house.events(DisplayedCodeUsed.self)
        #expect(told.map(\.displayId) == [display] && told.map(\.audience) == [[house.ana.uuid]])
        #expect(try await house.events(PointsAwarded.self).map(\.awardId) == [award])
        let entry = try await till.call(ListLedger.self, .init(pointTypeId: type)).items.first
        #expect(entry?.actor.kind == .user && entry?.actor.id == till.person.subject)
        try await house.expectBalanced()
        await house.close()
    }

    @Test func `a coupon is got free of charge, and counts in stock and limit`() async throws {
        let house = try await House()
        let (till, ana, ben) = (
            house.operatorOf(), house.endUser(house.ana), house.endUser(house.ben)
        )
        let type = try await till.newPointType()
        let price = CouponPrice(pointTypeId: type, amount: 5)
        let coupon = try await till.newCoupon(
            CouponTerms(title: "Coffee", price: price, stock: 1, limitPerUser: 1)
        )
        let first = try await till.display(.coupon(couponId: coupon), uses: 2)
        let reply = try await ana.use(till.shown(first))
        guard case .coupon(let issued, _) = reply.given else { throw Unexpected() }
        #expect(try await ana.call(GetWallet.self, .init()).coupons.map(\.id) == [issued])
        try await ben.cannotUse(till.shown(first), .soldOut)
        let second = try await till.display(.coupon(couponId: coupon))
        try await ana.cannotUse(till.shown(second), .limitReached)
        // What was refused has used up nothing.
        for (display, uses) in [(first, 1), (second, 0)] as [(DisplayID, Int64)] {
            let seen = try await till.call(GetDisplayedCode.self, .init(displayId: display))
            #expect(seen.display.uses == uses && seen.code != nil)
        }
        let actor = try await house.inspect { database in
            try UUID.fetchOne(database, sql: "SELECT actor FROM issued_coupons")
        }
        #expect(actor == till.person.subject)
        try await house.expectBalanced()
        await house.close()
    }

    @Test func `of the copies that are held the one that expires first is redeemed`() async throws {
        let house = try await House()
        let (till, ana) = (house.operatorOf(), house.endUser(house.ana))
        let coupon = try await till.newCoupon(CouponTerms(title: "Tea", validDays: 9))
        let other = try await till.newCoupon(CouponTerms(title: "Cake"))
        let display = try await till.display(.redeem(couponId: coupon), uses: 9)
        _ = try await ana.get(other)
        try await ana.cannotUse(till.shown(display), .couponUnavailable)
        let early = try await ana.get(coupon).issuedCoupon.id
        house.pass(.seconds(86_400))
        _ = try await ana.get(coupon)
        let again = try await till.display(.redeem(couponId: coupon))
        let reply = try await ana.use(till.shown(again))
        #expect(reply.redemption?.issuedCouponId == early && reply.given == nil)
        #expect(reply.redemption?.title == "Tea")
        let ways = try await house.inspect { database in
            try Row.fetchAll(database, sql: "SELECT way, actor FROM redemptions").map { row in
                [row[0] as String, "\(row[1] as UUID)"]
            }
        }
        #expect(ways == [["display", "\(till.person.subject)"]])
        #expect(try await house.events(CouponRedeemed.self).map(\.issuedCouponId) == [early])
        try await house.expectBalanced()
        await house.close()
    }

    @Test
    func `a copy without an end is redeemed after those that have one, and an expired one never`()
        async throws
    {
        let house = try await House()
        let (till, ana) = (house.operatorOf(), house.endUser(house.ana))
        let coupon = try await till.newCoupon(CouponTerms(title: "Tea"))
        let endless = try await ana.get(coupon).issuedCoupon.id
        _ = try await till.call(
            EditCoupon.self,
            .init(couponId: coupon, version: 2, terms: CouponTerms(title: "Tea", validDays: 2))
        )
        let expired = try await ana.get(coupon).issuedCoupon.id
        house.pass(.seconds(3 * 86_400))
        let late = try await ana.get(coupon).issuedCoupon.id
        var redeemed: [IssuedCouponID?] = []
        for _ in 0..<2 {
            let display = try await till.display(.redeem(couponId: coupon))
            redeemed.append(try await ana.use(till.shown(display)).redemption?.issuedCouponId)
        }
        #expect(redeemed == [late, endless] && !redeemed.contains(expired))
        let display = try await till.display(.redeem(couponId: coupon))
        try await ana.cannotUse(till.shown(display), .couponUnavailable)
        await house.close()
    }

    @Test
    func `a code to follow a channel asks partners once, and only while the channel is found`()
        async throws
    {
        let house = try await House()
        let (till, ana) = (house.operatorOf(), house.endUser(house.ana))
        let channel = try await house.newChannel()
        let display = try await till.display(.follow(channelId: channel), uses: 5)
        let reply = try await ana.use(till.shown(display))
        #expect(reply.title == "Café" && reply.given == nil && reply.redemption == nil)
        let asked = try await house.events(ChannelFollowAsked.self)
        #expect(asked.map(\.channelId) == [channel] && asked.map(\.endUserId) == [house.ana])

        let hidden = try await house.newChannel(named: "Soon", .draft)
        try await till.refused(
            .notFound,
            DisplayCode.self,
            .init(offer: .follow(channelId: hidden))
        )
        try await house.tell(house.unpublished(channel), of: house.mall, partner: house.cafe)
        try await house.endUser(house.ben).cannotUse(till.shown(display), .codeRefused)
        #expect(try await house.events(ChannelFollowAsked.self).count == 1)
        await house.close()
    }

    @Test func `each end user uses it once, and as many as may`() async throws {
        let house = try await House()
        let (till, ana, ben) = (
            house.operatorOf(), house.endUser(house.ana), house.endUser(house.ben)
        )
        let type = try await till.newPointType()
        let offer = DisplayedOffer.points(pointTypeId: type, amount: 1)
        let display = try await till.display(offer, uses: 2)
        let (text, key) = (try await till.shown(display), house.newKey())
        let first = try await ana.call(UseDisplayedCode.self, .init(text: text), key: key)
        // A repetition is answered as before; another call is a second use.
        #expect(try await ana.call(UseDisplayedCode.self, .init(text: text), key: key) == first)
        try await ana.cannotUse(text, .codeUsed)
        try await ana.cannotUse(till.shown(display), .codeUsed)
        _ = try await ben.use(text)
        let one = try await till.display(offer)
        let screen = try await till.shown(one)
        _ = try await ben.use(screen)
        try await ana.cannotUse(screen, .codeUsed)
        let told = try await house.events(DisplayedCodeUsed.self)
        #expect(told.map(\.use) == [1, 2, 1])
        let seen = try await till.call(GetDisplayedCode.self, .init(displayId: display, after: 1))
        #expect(seen.uses.map(\.endUserId) == [house.ben])
        try await house.expectBalanced()
        await house.close()
    }

    @Test func `a waiting read is woken by a use, and told of it`() async throws {
        let house = try await House()
        let (till, ana) = (house.operatorOf(), house.endUser(house.ana))
        let type = try await till.newPointType()
        let offer = DisplayedOffer.points(pointTypeId: type, amount: 1)
        let (display, other) = (try await till.display(offer), try await till.display(offer))
        let (text, others) = (try await till.shown(display), try await till.shown(other))
        let request = GetDisplayedCode.Request(displayId: display, waitMs: 30_000)
        async let waiting = till.call(GetDisplayedCode.self, request)
        // Another display's use is no news of this one.
        _ = try await ana.use(others)
        _ = try await ana.use(text)
        let heard = try await waiting
        #expect(heard.uses.map(\.endUserId) == [house.ana] && heard.display.id == display)
        await house.close()
    }
}
