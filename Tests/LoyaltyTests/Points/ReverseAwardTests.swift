import OctopusLoyaltyContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusLoyalty

struct ReverseAwardTests {
    @Test func `an award is taken back once`() async throws {
        let house = try await House()
        let owner = house.operatorOf()
        let type = try await owner.newPointType()
        let award = try await owner.award(10, of: type, to: house.ana)
        try await owner.award(1, of: type, to: house.ana)
        let reply = try await owner.call(
            ReverseAward.self,
            .init(awardId: award.awardId, note: "wrong customer")
        )
        #expect(reply.reversed == 10)
        #expect(reply.balance == 1)
        try await owner.refused(.alreadyReversed, ReverseAward.self, .init(awardId: award.awardId))
        let entry = try await owner.call(ListLedger.self, .init()).items[0]
        #expect(entry.kind == .reversal)
        #expect(entry.note == "wrong customer")
        #expect(try await house.events(AwardReversed.self).map(\.amount) == [10])
        try await house.expectBalanced()
    }

    @Test func `what was spent stays spent; the policy says whether the rest goes back`()
        async throws
    {
        let house = try await House()
        let owner = house.operatorOf()
        let type = try await owner.newPointType()
        let award = try await owner.award(10, of: type, to: house.ana)
        let coupon = try await owner.newCoupon(
            CouponTerms(title: "Coffee", price: CouponPrice(pointTypeId: type, amount: 4))
        )
        _ = try await house.endUser(house.ana).get(coupon)
        try await owner.refused(
            .partlyUsed,
            ReverseAward.self,
            .init(awardId: award.awardId, policy: .whole)
        )
        let reply = try await owner.call(ReverseAward.self, .init(awardId: award.awardId))
        #expect(reply.reversed == 6)
        #expect(reply.balance == 0)
        try await house.expectBalanced()
    }

    @Test func `spending before a reversal and taking back after it makes no points`()
        async throws
    {
        let house = try await House()
        let owner = house.operatorOf()
        let type = try await owner.newPointType()
        let award = try await owner.award(10, of: type, to: house.ana)
        let coupon = try await owner.newCoupon(
            CouponTerms(title: "Coffee", price: CouponPrice(pointTypeId: type, amount: 10))
        )
        let got = try await house.endUser(house.ana).get(coupon)
        try await owner.call(ReverseAward.self, .init(awardId: award.awardId))
        let revoked = try await owner.call(
            RevokeIssuedCoupon.self,
            .init(issuedCouponId: got.issuedCoupon.id, refund: true)
        )
        #expect(revoked.refunded == 0)
        let totals = try await owner.call(CheckLedger.self, .init(pointTypeId: type))
        #expect(totals.held == 0)
        #expect(totals.reversed == 10)
        #expect(totals.isBalanced)
        try await house.expectBalanced()
    }

    @Test func `unknown awards and other partners' do not exist`() async throws {
        let house = try await House()
        let owner = house.operatorOf()
        let type = try await owner.newPointType()
        let award = try await owner.award(10, of: type, to: house.ana)
        let request = ReverseAward.Request(awardId: award.awardId)
        try await house.operatorOf(house.bakery).refused(.notFound, ReverseAward.self, request)
        let nothing = AwardID(house.ids.uuid(at: house.clock.now))
        try await owner.refused(.notFound, ReverseAward.self, .init(awardId: nothing))
    }
}
