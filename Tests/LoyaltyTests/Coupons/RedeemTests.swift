import OctopusLoyaltyContract
import OctopusServiceKit
import OctopusTestKit
import OctopusStore
import Testing

@testable import OctopusLoyalty

struct RedeemTests {
    private func holding(
        _ house: House,
        _ terms: CouponTerms = CouponTerms(title: "Coffee")
    ) async throws -> (coupon: CouponID, issued: IssuedCouponID) {
        let coupon = try await house.operatorOf().newCoupon(terms)
        return (coupon, try await house.endUser(house.ana).get(coupon).issuedCoupon.id)
    }

    @Test func `a code and its holder's End-user ID redeem, however they are typed`() async throws {
        let house = try await House()
        let owner = house.operatorOf()
        let (coupon, issued) = try await holding(house)
        let code = try await house.endUser(house.ana).codes(of: issued).code
        let redemption = try await owner.call(
            RedeemByCode.self,
            .init(
                code: code.lowercased().replacing("-", with: " "),
                endUserCode: house.code(of: house.ana).lowercased()
            )
        )
        #expect(redemption.couponId == coupon)
        #expect(redemption.endUserId == house.ana)
        #expect(redemption.redemptionsLeft == 0)
        #expect(try await house.events(CouponRedeemed.self).map(\.use) == [1])
        #expect(try await house.endUser(house.ana).call(GetWallet.self, .init()).coupons.isEmpty)
        try await house.expectBalanced()
    }

    @Test func `the day of the last redemption is told once a day, beside that of the earning`()
        async throws
    {
        let house = try await House()
        let owner = house.operatorOf()
        let (_, issued) = try await holding(house, CouponTerms(title: "Tea", redeemableTimes: 3))
        let code = try await house.endUser(house.ana).codes(of: issued).code
        let pair = RedeemByCode.Request(code: code, endUserCode: house.code(of: house.ana))
        let today = CivilDate(day: house.clock.now.utcDay).text
        try await owner.award(5, of: owner.newPointType(), to: house.ana)
        for _ in 0..<2 { try await owner.call(RedeemByCode.self, pair) }
        let told = try await house.events(EndUserActivityChanged.self)
        #expect(told.map(\.version) == [1, 2] && Set(told.map(\.id)).count == 1)
        #expect(told.map(\.lastEarnedOn) == [today, today])
        #expect(told.map(\.lastRedeemedOn) == [nil, today])
        house.clock.advance(by: .seconds(86_400))
        try await owner.call(RedeemByCode.self, pair)
        let last = try #require(try await house.events(EndUserActivityChanged.self).last)
        #expect(last.version == 3 && last.lastEarnedOn == today && last.lastRedeemedOn != today)
    }

    @Test func `every wrong pair gets the same refusal`() async throws {
        let house = try await House()
        let (_, issued) = try await holding(house)
        let code = try await house.endUser(house.ana).codes(of: issued).code
        let (anas, bens) = (house.code(of: house.ana), house.code(of: house.ben))
        let owner = house.operatorOf()
        var messages: Set<String> = []
        for (code, endUser) in [
            (code, bens), ("0000-0000-0000-0000-0", anas), ("nonsense", anas), (code, "nonsense"),
        ] {
            let refused = await #expect(throws: CallRefused.self) {
                try await owner.call(RedeemByCode.self, .init(code: code, endUserCode: endUser))
            }
            #expect(refused?.reason == Reason.codeRefused.word)
            messages.insert(refused?.message ?? "")
        }
        let bakery = house.operatorOf(house.bakery)
        try await bakery.refused(
            .codeRefused,
            RedeemByCode.self,
            .init(code: code, endUserCode: anas)
        )
        #expect(messages.count == 1)
        try await owner.call(RedeemByCode.self, .init(code: code, endUserCode: anas))
        try await owner.refused(
            .codeRefused,
            RedeemByCode.self,
            .init(code: code, endUserCode: anas)
        )
    }

    @Test func `guessing is throttled, and the count survives the refusals`() async throws {
        let house = try await House()
        let owner = house.operatorOf()
        let (_, issued) = try await holding(house)
        let right = RedeemByCode.Request(
            code: try await house.endUser(house.ana).codes(of: issued).code,
            endUserCode: house.code(of: house.ana)
        )
        let wrong = RedeemByCode.Request(code: "0", endUserCode: "0")
        for _ in 0..<6 { try await owner.refused(.codeRefused, RedeemByCode.self, wrong) }
        try await owner.refused(.throttled, RedeemByCode.self, wrong)
        // Right or wrong, nothing is looked at meanwhile.
        try await owner.refused(.throttled, RedeemByCode.self, right)
        // A colleague is not held to account for it.
        try await house.operatorOf().refused(.codeRefused, RedeemByCode.self, wrong)
        let house2 = try await House(restarting: house)
        let same = Somebody(house: house2, person: owner.person)
        try await same.refused(.throttled, RedeemByCode.self, right)
        house2.clock.advance(by: .seconds(1))
        try await same.call(RedeemByCode.self, right)
        try await house2.expectBalanced()
    }

    @Test func `of many who redeem at once exactly one does`() async throws {
        let house = try await House()
        let (_, issued) = try await holding(house)
        let code = try await house.endUser(house.ana).codes(of: issued).code
        let endUserCode = house.code(of: house.ana)
        let redeemed = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<12 {
                let till = house.operatorOf()
                group.addTask {
                    let reply = try? await till.call(
                        RedeemByCode.self,
                        .init(code: code, endUserCode: endUserCode)
                    )
                    return reply == nil ? 0 : 1
                }
            }
            return await group.reduce(0, +)
        }
        #expect(redeemed == 1)
        #expect(try await house.events(CouponRedeemed.self).count == 1)
        try await house.expectBalanced()
    }

    @Test func `a coupon for several times is used so often and no more`() async throws {
        let house = try await House()
        let owner = house.operatorOf()
        let (_, issued) = try await holding(house, .init(title: "Coffee", redeemableTimes: 3))
        let request = RedeemByCode.Request(
            code: try await house.endUser(house.ana).codes(of: issued).code,
            endUserCode: house.code(of: house.ana)
        )
        for left in [2, 1, 0] as [Int64] {
            #expect(try await owner.call(RedeemByCode.self, request).redemptionsLeft == left)
        }
        try await owner.refused(.codeRefused, RedeemByCode.self, request)
        try await house.expectBalanced()
    }

    @Test func `expired, revoked and archived coupons are not redeemed; paused ones are`()
        async throws
    {
        let house = try await House()
        let owner = house.operatorOf()
        let ana = house.endUser(house.ana)
        func redeem(_ issued: IssuedCouponID, _ code: String) async -> String {
            let request = RedeemByCode.Request(code: code, endUserCode: house.code(of: house.ana))
            do {
                _ = try await house.operatorOf().call(RedeemByCode.self, request)
                return "redeemed"
            } catch {
                return (error as? CallRefused)?.reason ?? "\(error)"
            }
        }
        let (paused, first) = try await holding(house)
        let firstCode = try await ana.codes(of: first).code
        try await owner.call(PauseCoupon.self, .init(couponId: paused, version: 2))
        #expect(await redeem(first, firstCode) == "redeemed")

        let (archived, second) = try await holding(house)
        let secondCode = try await ana.codes(of: second).code
        try await owner.call(ArchiveCoupon.self, .init(couponId: archived, version: 2))
        #expect(await redeem(second, secondCode) == Reason.codeRefused.word)
        #expect(try await ana.call(GetWallet.self, .init()).coupons.isEmpty)

        let (_, third) = try await holding(house)
        let thirdCode = try await ana.codes(of: third).code
        try await owner.call(RevokeIssuedCoupon.self, .init(issuedCouponId: third))
        #expect(await redeem(third, thirdCode) == Reason.codeRefused.word)

        let (_, fourth) = try await holding(house, .init(title: "Coffee", validDays: 1))
        let fourthCode = try await ana.codes(of: fourth).code
        house.clock.advance(by: .seconds(2 * 86_400))
        #expect(await redeem(fourth, fourthCode) == Reason.codeRefused.word)
        try await house.instance.jobs.runDue()
        #expect(await redeem(fourth, fourthCode) == Reason.codeRefused.word)
        try await house.expectBalanced()
    }
}
