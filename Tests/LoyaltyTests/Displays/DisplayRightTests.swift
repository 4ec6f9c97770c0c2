import GRDB
import OctopusIdentityContract
import OctopusLoyaltyContract
import OctopusPartnersContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusLoyalty

struct DisplayRightTests {
    @Test func `what a screen shows dies within a minute, the display with its time`() async throws
    {
        let house = try await House()
        let (till, ana) = (house.operatorOf(), house.endUser(house.ana))
        let type = try await till.newPointType()
        let offer = DisplayedOffer.points(pointTypeId: type, amount: 1)
        let begun = house.clock.now
        let made = try await till.call(
            DisplayCode.self,
            .init(offer: offer, lifeSeconds: 100, uses: 9)
        )
        #expect(made.expiresAt == begun.adding(.seconds(100)))
        let request = GetDisplayedCode.Request(displayId: made.id)
        let first = try #require(try await till.call(GetDisplayedCode.self, request).code)
        #expect(first.validUntilAt == begun.adding(.seconds(60)))
        #expect(first.rotatesAt == begun.adding(.seconds(30)))
        house.pass(.seconds(60))
        try await ana.cannotUse(first.text, .codeExpired)
        let second = try #require(try await till.call(GetDisplayedCode.self, request).code)
        #expect(second.validUntilAt == begun.adding(.seconds(100)))
        house.pass(.milliseconds(39_999))
        _ = try await ana.use(second.text)
        house.pass(.milliseconds(1))
        try await house.endUser(house.ben).cannotUse(second.text, .codeExpired)
        let ended = try await till.call(GetDisplayedCode.self, request)
        #expect(ended.code == nil && ended.uses.count == 1)
        await house.close()
    }

    @Test func `a display that was ended is used by nobody, and told as long as the day`()
        async throws
    {
        let house = try await House()
        let (till, ana) = (house.operatorOf(), house.endUser(house.ana))
        let type = try await till.newPointType()
        let offer = DisplayedOffer.points(pointTypeId: type, amount: 1)
        let display = try await till.display(offer, seconds: 86_400, uses: 9)
        let text = try await till.shown(display)
        _ = try await ana.use(text)
        let end = EndDisplay.Request(displayId: display)
        let ended = try await till.call(EndDisplay.self, end)
        #expect(ended.expiresAt == house.clock.now)
        house.pass(.seconds(1))
        #expect(try await till.call(EndDisplay.self, end).expiresAt == ended.expiresAt)
        try await house.endUser(house.ben).cannotUse(text, .codeExpired)
        let request = GetDisplayedCode.Request(displayId: display, waitMs: 30_000)
        #expect(try await till.call(GetDisplayedCode.self, request).uses.count == 1)
        house.pass(.seconds(86_400))
        try await house.instance.jobs.runDue()
        try await till.refused(.notFound, GetDisplayedCode.self, request)
        let left = try await house.inspect { database in
            try Int.fetchOne(database, sql: "SELECT count(*) FROM display_uses")
        }
        #expect(left == 0)
        await house.close()
    }

    @Test func `a display is its operator's own, and its code its partner's and tenant's`()
        async throws
    {
        let house = try await House()
        let (till, ana) = (house.operatorOf(), house.endUser(house.ana))
        let type = try await till.newPointType()
        let display = try await till.display(.points(pointTypeId: type, amount: 1))
        for other in [house.operatorOf(), house.operatorOf(house.bakery)] {
            try await other.refused(.notFound, GetDisplayedCode.self, .init(displayId: display))
            try await other.refused(.notFound, EndDisplay.self, .init(displayId: display))
        }
        try await house.operatorOf(house.bakery).refused(
            .notFound,
            DisplayCode.self,
            .init(offer: .points(pointTypeId: type, amount: 1))
        )
        let text = try await till.shown(display)
        #expect(text.suffix(33) == SignedText.route(to: house.cafe))
        try await ana.cannotUse(text, .codeRefused, at: house.bakery)
        try await house.endUser(house.cleo, of: house.bank).cannotUse(text, .notFound)
        // Each sort of code is for its own side.
        try await till.refused(.codeRefused, ScanCode.self, .init(text: text))
        let own = try await ana.call(GetIDCode.self, .init())
        var forged = Array(text)
        forged[40] = forged[40] == "7" ? "8" : "7"
        for wrong in [own.text, String(forged), String(text.dropLast(33)), "", "OCT:"] {
            try await ana.cannotUse(wrong, .codeRefused)
        }
        // What scanners and keyboards make of it is read all the same.
        _ = try await ana.use(text.lowercased().replacing(":", with: "-") + "\r\n")
        await house.close()
    }

    @Test func `an operator displays what their role allows, for as long as it does`() async throws
    {
        let house = try await House()
        let owner = house.operatorOf()
        let type = try await owner.newPointType()
        let coupon = try await owner.newCoupon(CouponTerms(title: "Coffee"))
        let channel = try await house.newChannel()
        let offers: [DisplayedOffer] = [
            .follow(channelId: channel), .points(pointTypeId: type, amount: 1),
            .coupon(couponId: coupon), .redeem(couponId: coupon),
        ]
        let roles: [(Product, Level, Set<DisplayKind>)] = [
            (.channels, .view, [.follow]), (.points, .update, [.points]),
            (.coupons, .update, [.coupon, .redeem]),
        ]
        for (product, level, allowed) in roles {
            let somebody = house.operatorOf(levels: [product: level])
            for offer in offers {
                let list = ListDisplayable.Request(kind: offer.kind)
                let count = try await somebody.call(ListDisplayable.self, list).items.count
                #expect(count == (allowed.contains(offer.kind) ? 1 : 0))
                if allowed.contains(offer.kind) {
                    _ = try await somebody.display(offer)
                } else {
                    try await somebody.refused(.denied, DisplayCode.self, .init(offer: offer))
                }
            }
        }
        let display = try await owner.display(offers[1], seconds: 600)
        let demoted = Somebody(
            house: house,
            person: house.person(owner.person, levels: [.coupons: .full])
        )
        try await demoted.refused(.denied, GetDisplayedCode.self, .init(displayId: display))
        await house.close()
    }

    @Test func `what can't be had now is not displayed, and a page goes on where it ended`()
        async throws
    {
        let house = try await House()
        let till = house.operatorOf()
        let type = try await till.newPointType()
        let open = try await till.newCoupon(CouponTerms(title: "Open"))
        let paused = try await till.newCoupon(CouponTerms(title: "Paused"))
        _ = try await till.call(PauseCoupon.self, .init(couponId: paused, version: 2))
        let draft = try await till.call(CreateCoupon.self, .init(terms: .init(title: "Draft"))).id
        for coupon in [paused, draft] {
            let request = DisplayCode.Request(offer: .coupon(couponId: coupon))
            try await till.refused(.couponUnavailable, DisplayCode.self, request)
        }
        let request = DisplayCode.Request(offer: .redeem(couponId: draft))
        try await till.refused(.couponUnavailable, DisplayCode.self, request)
        let givable = try await till.call(ListDisplayable.self, .init(kind: .coupon)).items
        #expect(givable.map(\.couponId) == [open])
        var (found, next): ([String], PageCursor?) = ([], nil)
        repeat {
            let page = try await till.call(
                ListDisplayable.self,
                .init(kind: .redeem, after: next, limit: 1)
            )
            found += page.items.map(\.title)
            next = page.next
        } while next != nil
        #expect(found == ["Open", "Paused"])
        _ = try await till.call(RetirePointType.self, .init(pointTypeId: type, version: 1))
        #expect(try await till.call(ListDisplayable.self, .init(kind: .points)).items.isEmpty)
        try await till.refused(
            .pointTypeRetired,
            DisplayCode.self,
            .init(offer: .points(pointTypeId: type, amount: 1))
        )
        await house.close()
    }

    @Test func `who is blocked, suspended or without the product gets nothing by a code`()
        async throws
    {
        let house = try await House()
        let (till, ana, ben) = (
            house.operatorOf(), house.endUser(house.ana), house.endUser(house.ben)
        )
        let type = try await till.newPointType()
        let coupon = try await till.newCoupon(CouponTerms(title: "Coffee"))
        let points = try await till.display(.points(pointTypeId: type, amount: 1), uses: 9)
        let gift = try await till.display(.coupon(couponId: coupon), uses: 9)
        try await house.tell(house.endUser(house.ana, .blocked, version: 2), of: house.mall)
        try await ana.cannotUse(till.shown(points), .endUserBlocked)
        try await house.entitle([.channels], version: 1)
        try await ben.cannotUse(till.shown(points), .notInPackage)
        try await ben.cannotUse(till.shown(gift), .couponUnavailable)
        for offer in [DisplayedOffer.coupon(couponId: coupon), .redeem(couponId: coupon)] {
            try await till.refused(.notInPackage, DisplayCode.self, .init(offer: offer))
        }
        #expect(try await till.call(ListDisplayable.self, .init(kind: .redeem)).items.isEmpty)
        #expect(try await house.events(DisplayedCodeUsed.self).isEmpty)
        await house.close()
    }
}

extension World<LoyaltyEnvironment> {
    /// The channel as partners tells of it once it is hidden.
    func unpublished(_ channel: ChannelID) -> ChannelChanged {
        ChannelChanged(id: channel, version: 2, terms: ChannelTerms(name: "Café"), status: .draft)
    }

    /// The same person after their role was changed.
    fileprivate func person(_ person: Person, levels: [Product: Level]) -> Person {
        Person(
            subject: person.subject,
            kind: person.kind,
            tenant: person.tenant,
            partner: person.partner,
            session: person.session,
            levels: levels
        )
    }
}
