import OctopusIdentityContract
import OctopusLoyaltyContract
import OctopusServiceKit
import OctopusTestKit
import OctopusStore
import Testing

@testable import OctopusLoyalty

struct ScanTests {
    @Test func `an ID code shows who it is and what can be given, and points are given`()
        async throws
    {
        let house = try await House()
        let owner = house.operatorOf()
        let type = try await owner.newPointType()
        let coupon = try await owner.newCoupon(CouponTerms(title: "Coffee"))
        let scanned = try await owner.scan(house.endUser(house.ana))
        #expect(scanned.endUserId == house.ana)
        #expect(scanned.endUserCode == house.code(of: house.ana))
        #expect(
            scanned.points == [GivablePoints(pointTypeId: type, name: "banana", balance: 0)]
        )
        #expect(scanned.coupons == [GivableCoupon(couponId: coupon, title: "Coffee")])
        let person = try await owner.call(GetScan.self, .init(scan: scanned.scan))
        #expect(person.name == "Name of \(house.code(of: house.ana))")

        let reply = try await owner.call(
            GiveScanned.self,
            .init(scan: scanned.scan, give: .points(pointTypeId: type, amount: 6))
        )
        #expect(reply.endUserId == house.ana)
        guard case .points(_, let balance, _) = reply.given else { throw Unexpected() }
        #expect(balance == 6)
        try await house.expectBalanced()
    }

    @Test func `a coupon that is given costs no points and counts in stock and limit`()
        async throws
    {
        let house = try await House()
        let owner = house.operatorOf()
        let type = try await owner.newPointType()
        let coupon = try await owner.newCoupon(
            CouponTerms(
                title: "Coffee",
                price: CouponPrice(pointTypeId: type, amount: 5),
                limitPerUser: 1
            )
        )
        let ana = house.endUser(house.ana)
        let scanned = try await owner.scan(ana)
        try await owner.call(
            GiveScanned.self,
            .init(scan: scanned.scan, give: .coupon(couponId: coupon))
        )
        #expect(try await ana.call(GetWallet.self, .init()).coupons.map(\.couponId) == [coupon])
        #expect(try await owner.scan(ana).coupons.isEmpty)
        try await ana.refused(.limitReached, GetCouponForPoints.self, .init(couponId: coupon))
        try await house.expectBalanced()
    }

    @Test func `a code is honoured once, and a screenshot is worthless`() async throws {
        let house = try await House()
        let owner = house.operatorOf()
        let code = try await house.endUser(house.ana).call(GetIDCode.self, .init())
        #expect(code.validUntilAt == house.clock.now.adding(.seconds(60)))
        #expect(code.rotatesAt < code.validUntilAt)
        try await owner.call(ScanCode.self, .init(text: code.text))
        try await owner.refused(.codeUsed, ScanCode.self, .init(text: code.text))
        try await house.operatorOf(house.bakery).refused(
            .codeUsed,
            ScanCode.self,
            .init(text: code.text)
        )
    }

    @Test func `a code dies with its minute`() async throws {
        let house = try await House()
        let owner = house.operatorOf()
        let ana = house.endUser(house.ana)
        let first = try await ana.call(GetIDCode.self, .init())
        house.clock.advance(by: .milliseconds(1))
        let second = try await ana.call(GetIDCode.self, .init())
        #expect(first.text != second.text)
        house.clock.advance(by: .milliseconds(59_999))
        try await owner.refused(.codeExpired, ScanCode.self, .init(text: first.text))
        try await owner.call(ScanCode.self, .init(text: second.text))
        house.clock.advance(by: .seconds(3600))
        try await house.instance.jobs.runDue()
        // Forgotten as honoured, it is still too old.
        try await owner.refused(.codeExpired, ScanCode.self, .init(text: second.text))
    }

    @Test func `of two who scan the same code at once one is too late`() async throws {
        let house = try await House()
        let code = try await house.endUser(house.ana).call(GetIDCode.self, .init())
        let honoured = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<10 {
                let till = house.operatorOf()
                group.addTask {
                    (try? await till.call(ScanCode.self, .init(text: code.text))) == nil ? 0 : 1
                }
            }
            return await group.reduce(0, +)
        }
        #expect(honoured == 1)
    }

    @Test func `forged, foreign and other texts are refused`() async throws {
        let house = try await House()
        let owner = house.operatorOf()
        let cleo = house.endUser(house.cleo, of: house.bank)
        let foreign = try await cleo.call(GetIDCode.self, .init())
        var forged = Array(try await house.endUser(house.ana).call(GetIDCode.self, .init()).text)
        forged[40] = forged[40] == "7" ? "8" : "7"
        for text in [foreign.text, String(forged), "", "https://example.org", "OCT:"] {
            try await owner.refused(.codeRefused, ScanCode.self, .init(text: text))
        }
    }

    @Test func `a scan is its operator's, good for one gift and two minutes`() async throws {
        let house = try await House()
        let owner = house.operatorOf()
        let type = try await owner.newPointType()
        let ana = house.endUser(house.ana)
        let scan = try await owner.scan(ana).scan
        let gift = GiveScanned.Request(
            scan: scan,
            give: .points(pointTypeId: type, amount: 1)
        )
        try await house.operatorOf().refused(.scanRefused, GiveScanned.self, gift)
        try await house.operatorOf().refused(.notFound, GetScan.self, .init(scan: scan))
        // A refused gift leaves the scan as it was.
        try await owner.refused(
            .invalid,
            GiveScanned.self,
            .init(scan: scan, give: .points(pointTypeId: type, amount: 0))
        )
        try await owner.call(GiveScanned.self, gift)
        try await owner.refused(.scanRefused, GiveScanned.self, gift)
        let late = try await owner.scan(ana).scan
        house.clock.advance(by: .seconds(120))
        try await owner.refused(
            .scanRefused,
            GiveScanned.self,
            .init(scan: late, give: .points(pointTypeId: type, amount: 1))
        )
        try await house.expectBalanced()
    }

    @Test func `a coupon's code is redeemed by scanning it, once`() async throws {
        let house = try await House()
        let owner = house.operatorOf()
        let coupon = try await owner.newCoupon(CouponTerms(title: "Coffee", redeemableTimes: 2))
        let ana = house.endUser(house.ana)
        let issued = try await ana.get(coupon).issuedCoupon.id
        let text = try await ana.codes(of: issued).signed.text
        try await house.operatorOf(house.bakery).refused(
            .codeRefused,
            ScanCode.self,
            .init(text: text)
        )
        #expect(try await owner.redeem(scanning: text).redemptionsLeft == 1)
        try await owner.refused(.codeUsed, ScanCode.self, .init(text: text))
        house.clock.advance(by: .seconds(1))
        let again = try await ana.codes(of: issued).signed.text
        house.clock.advance(by: .milliseconds(1))
        let third = try await ana.codes(of: issued).signed.text
        #expect(try await owner.redeem(scanning: again).redemptionsLeft == 0)
        try await owner.refused(.couponUnavailable, ScanCode.self, .init(text: third))
        try await ana.refused(.wrongState, GetIssuedCouponCode.self, .init(issuedCouponId: issued))
        try await house.expectBalanced()
    }

    @Test func `an operator gives and redeems what their role allows`() async throws {
        let house = try await House()
        let owner = house.operatorOf()
        let type = try await owner.newPointType()
        let coupon = try await owner.newCoupon(CouponTerms(title: "Coffee"))
        let ana = house.endUser(house.ana)
        let cashier = house.operatorOf(levels: [.points: .update])
        let scanned = try await cashier.scan(ana)
        #expect(scanned.points.count == 1)
        #expect(scanned.coupons.isEmpty)
        try await cashier.refused(
            .denied,
            GiveScanned.self,
            .init(scan: scanned.scan, give: .coupon(couponId: coupon))
        )
        let waiter = house.operatorOf(levels: [.coupons: .update])
        house.clock.advance(by: .seconds(1))
        let other = try await waiter.scan(ana)
        #expect(other.points.isEmpty)
        try await waiter.refused(
            .denied,
            GiveScanned.self,
            .init(scan: other.scan, give: .points(pointTypeId: type, amount: 1))
        )
        let issued = try await ana.get(coupon).issuedCoupon.id
        let text = try await ana.codes(of: issued).signed.text
        try await cashier.refused(.denied, ScanCode.self, .init(text: text))
        _ = try await waiter.redeem(scanning: text)
    }

    @Test func `blocked end users show no codes, and those they showed are refused`() async throws {
        let house = try await House()
        let owner = house.operatorOf()
        let ana = house.endUser(house.ana)
        let code = try await ana.call(GetIDCode.self, .init())
        try await house.tell(house.endUser(house.ana, .blocked, version: 2), of: house.mall)
        try await owner.refused(.endUserBlocked, ScanCode.self, .init(text: code.text))
        try await ana.refused(.endUserBlocked, GetIDCode.self, .init())
    }

    @Test func `keys rotate daily, and codes of the old one live out their minute`() async throws {
        let house = try await House()
        let owner = house.operatorOf()
        let ana = house.endUser(house.ana)
        house.clock.advance(by: .seconds(86_400 - 30))
        try await house.instance.jobs.runDue()
        let before = try await ana.call(GetIDCode.self, .init())
        house.clock.advance(by: .seconds(30))
        try await house.instance.jobs.runDue()
        let after = try await ana.call(GetIDCode.self, .init())
        #expect(try #require(SignedText(before.text)).key == 1)
        #expect(try #require(SignedText(after.text)).key == 2)
        try await owner.call(ScanCode.self, .init(text: before.text))
        try await owner.call(ScanCode.self, .init(text: after.text))
    }

    @Test func `codes survive a restart, honoured ones too`() async throws {
        let house = try await House()
        let ana = house.endUser(house.ana)
        let used = try await ana.call(GetIDCode.self, .init())
        try await house.operatorOf().call(ScanCode.self, .init(text: used.text))
        house.clock.advance(by: .milliseconds(5))
        let fresh = try await ana.call(GetIDCode.self, .init())
        let restarted = try await House(restarting: house)
        try await restarted.operatorOf().refused(.codeUsed, ScanCode.self, .init(text: used.text))
        try await restarted.operatorOf().call(ScanCode.self, .init(text: fresh.text))
    }
}
