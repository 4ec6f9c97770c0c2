import OctopusLoyaltyContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusLoyalty

/// A coupon that can be redeemed ten times.
struct StampCardTests {
    private struct Card {
        let house: House
        let owner: Somebody
        let ana: Somebody
        let issued: IssuedCoupon
        let code: String

        init() async throws {
            house = try await House()
            (owner, ana) = (house.operatorOf(), house.endUser(house.ana))
            let coupon = try await owner.newCoupon(
                CouponTerms(title: "Ten coffees", redeemableTimes: 10)
            )
            issued = try await ana.get(coupon).issuedCoupon
            code = try await ana.codes(of: issued.id).code
        }

        func pair(_ times: Int64? = nil) -> RedeemByCode.Request {
            .init(code: code, endUserCode: house.code(of: house.ana), times: times)
        }

        func left() async throws -> Int64? {
            try await ana.call(GetWallet.self, .init()).coupons.first?.redemptionsLeft
        }
    }

    @Test func `each redemption is one use, and says how many there are`() async throws {
        let card = try await Card()
        #expect(card.issued.redemptionsLeft == 10 && card.issued.usesAllowed == 10)
        for number in 1...10 as ClosedRange<Int64> {
            let redeemed = try await card.owner.call(RedeemByCode.self, card.pair())
            #expect([redeemed.use, redeemed.uses] == [number, number])
            #expect([redeemed.times, redeemed.usesAllowed] == [1, 10])
            #expect(redeemed.redemptionsLeft == 10 - number)
            #expect(try await card.left() == (number == 10 ? nil : 10 - number))
        }
        try await card.owner.refused(.codeRefused, RedeemByCode.self, card.pair())
        let told = try await card.house.events(CouponRedeemed.self)
        #expect(told.map(\.use) == Array(1...10))
        #expect(told.allSatisfy { $0.times == 1 && $0.uses == $0.use && $0.usesAllowed == 10 })
        try await card.house.expectBalanced()
        await card.house.close()
    }

    @Test func `several uses at once are all or none`() async throws {
        let card = try await Card()
        let four = try await card.owner.call(RedeemByCode.self, card.pair(4))
        #expect([four.use, four.times, four.uses] == [4, 4, 4])
        #expect(four.redemptionsLeft == 6)
        // Who has the right pair guesses nothing, however often they ask for too much.
        for _ in 0..<8 {
            let refused = try await card.owner.refused(
                .tooFewUses,
                RedeemByCode.self,
                card.pair(7)
            )
            #expect(refused.message == "It has 6 of 10 uses left.")
            #expect(refused.violations.map(\.path) == ["times"])
        }
        #expect(try await card.left() == 6)
        // A code that was refused for it is not used up.
        let text = try await card.ana.codes(of: card.issued.id).signed.text
        try await card.owner.refused(.tooFewUses, ScanCode.self, .init(text: text, times: 7))
        let six = try await card.owner.redeem(scanning: text, times: 6)
        #expect([six.use, six.times, six.uses] == [10, 6, 10])
        #expect(six.redemptionsLeft == 0)
        let told = try await card.house.events(CouponRedeemed.self)
        #expect(told.map(\.use) == [4, 10] && told.map(\.times) == [4, 6])
        let report = try await card.owner.call(
            ReadLoyaltyReport.self,
            .init(measures: [.couponsRedeemed], from: "2026-03-01", until: "2026-03-02")
        )
        #expect(report.totals.map(\.value) == [10])
        try await card.house.expectBalanced()
        await card.house.close()
    }

    @Test func `of many who take three at once, three do`() async throws {
        let card = try await Card()
        let redeemed = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<12 {
                let till = card.house.operatorOf()
                group.addTask {
                    (try? await till.call(RedeemByCode.self, card.pair(3))) == nil ? 0 : 1
                }
            }
            return await group.reduce(0, +)
        }
        #expect(redeemed == 3)
        #expect(try await card.left() == 1)
        try await card.house.expectBalanced()
        await card.house.close()
    }

    @Test func `a use is at least one, and its key repeats it`() async throws {
        let card = try await Card()
        try await card.owner.refused(.invalid, RedeemByCode.self, card.pair(0))
        let key = card.house.ids.uuid(at: card.house.clock.now)
        for _ in 0..<3 {
            let reply = try await card.owner.call(RedeemByCode.self, card.pair(2), key: key)
            #expect(reply.redemptionsLeft == 8)
        }
        #expect(try await card.left() == 8)
        await card.house.close()
    }
}
