import OctopusLoyaltyContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusLoyalty

/// A coupon that is taken back with its price: what is told is what can be used.
struct RevokeTests {
    /// A coupon for 7 points, bought with 5 that live a day and 2 that live three.
    private func bought(
        _ house: House,
        validDays: Int64? = nil
    ) async throws -> (issued: IssuedCouponID, awards: [AwardID]) {
        let owner = house.operatorOf()
        let created = try await owner.call(
            CreatePointType.self,
            .init(name: "banana", validity: .days(1))
        )
        var awards = [try await owner.award(5, of: created.id, to: house.ana).awardId]
        try await owner.call(
            EditPointType.self,
            .init(pointTypeId: created.id, version: 1, name: "banana", validity: .days(3))
        )
        awards.append(try await owner.award(2, of: created.id, to: house.ana).awardId)
        let coupon = try await owner.newCoupon(
            CouponTerms(
                title: "Coffee",
                price: CouponPrice(pointTypeId: created.id, amount: 7),
                validDays: validDays
            )
        )
        return (try await house.endUser(house.ana).get(coupon).issuedCoupon.id, awards)
    }

    @Test(arguments: [(0, 7, []), (2, 2, [5]), (5, 0, [5, 2])] as [(Int, Int64, [Int64])])
    func `points that are past their time are not told as refunded`(
        days: Int,
        refunded: Int64,
        expired: [Int64]
    ) async throws {
        let house = try await House()
        let (issued, _) = try await bought(house)
        house.pass(.seconds(days * 86_400))
        try await house.instance.jobs.runDue()
        let owner = house.operatorOf()
        let reply = try await owner.call(
            RevokeIssuedCoupon.self,
            .init(issuedCouponId: issued, refund: true)
        )
        #expect(reply.refunded == refunded)
        #expect(try await house.events(CouponRevoked.self).map(\.refunded) == [refunded])
        let wallet = try await house.endUser(house.ana).call(GetWallet.self, .init())
        #expect(wallet.balances.map(\.amount) == (refunded == 0 ? [] : [refunded]))
        try await house.expectBalanced()
        house.pass(.seconds(61))
        try await house.instance.jobs.runDue()
        #expect(try await house.events(PointsExpired.self).map(\.amount) == expired)
        try await house.expectBalanced()
    }

    @Test func `points of an award that was taken back are not told as refunded`() async throws {
        let house = try await House()
        let (issued, awards) = try await bought(house)
        let owner = house.operatorOf()
        let reversal = try await owner.call(ReverseAward.self, .init(awardId: awards[0]))
        #expect(reversal.reversed == 0)
        let reply = try await owner.call(
            RevokeIssuedCoupon.self,
            .init(issuedCouponId: issued, refund: true)
        )
        #expect(reply.refunded == 2)
        try await house.expectBalanced()
    }

    @Test(arguments: [nil, false])
    func `without a refund nothing is refunded`(refund: Bool?) async throws {
        let house = try await House()
        let (issued, _) = try await bought(house)
        let request = RevokeIssuedCoupon.Request(issuedCouponId: issued, refund: refund)
        let owner = house.operatorOf()
        #expect(try await owner.call(RevokeIssuedCoupon.self, request).refunded == 0)
        try await owner.refused(.wrongState, RevokeIssuedCoupon.self, request)
        try await house.expectBalanced()
    }

    /// Whether the job that books it has come or not.
    @Test(arguments: [false, true])
    func `a coupon past its time is not taken back`(isBooked: Bool) async throws {
        let house = try await House()
        let (issued, _) = try await bought(house, validDays: 1)
        house.pass(.seconds(2 * 86_400))
        if isBooked { try await house.instance.jobs.runDue() }
        try await house.operatorOf().refused(
            .wrongState,
            RevokeIssuedCoupon.self,
            .init(issuedCouponId: issued, refund: true)
        )
        try await house.expectBalanced()
    }

    @Test func `a reversal tells what was left, whether or not the rest was booked`() async throws {
        let house = try await House()
        let owner = house.operatorOf()
        let type = try await owner.newPointType(validity: .days(1))
        let award = try await owner.award(5, of: type, to: house.ana).awardId
        house.pass(.seconds(3 * 86_400))
        try await owner.refused(
            .partlyUsed,
            ReverseAward.self,
            .init(awardId: award, policy: .whole)
        )
        let reply = try await owner.call(ReverseAward.self, .init(awardId: award))
        #expect(reply.reversed == 0)
        #expect(reply.balance == 0)
        #expect(try await house.events(AwardReversed.self).map(\.amount) == [0])
        try await house.expectBalanced()
    }

    @Test func `a code tells no longer life than its coupon has`() async throws {
        let house = try await House()
        let end = house.clock.now.adding(.seconds(20))
        let owner = house.operatorOf()
        let coupon = try await owner.newCoupon(CouponTerms(title: "Coffee", validToAt: end))
        let ana = house.endUser(house.ana)
        let issued = try await ana.get(coupon).issuedCoupon
        #expect(issued.expiresAt == end)
        let codes = try await ana.codes(of: issued.id)
        #expect(codes.signed.validUntilAt == end)
        #expect(codes.signed.rotatesAt == end)
        house.pass(.seconds(20))
        try await owner.refused(.codeExpired, ScanCode.self, .init(text: codes.signed.text))
    }

    @Test func `what was issued can be used, whatever becomes of the start`() async throws {
        let house = try await House()
        let owner = house.operatorOf()
        let coupon = try await owner.newCoupon(CouponTerms(title: "Coffee"))
        let ana = house.endUser(house.ana)
        let issued = try await ana.get(coupon).issuedCoupon.id
        let later = CouponTerms(
            title: "Coffee",
            validFromAt: house.clock.now.adding(.seconds(3600))
        )
        try await owner.call(EditCoupon.self, .init(couponId: coupon, version: 2, terms: later))
        try await ana.refused(.couponUnavailable, GetCouponForPoints.self, .init(couponId: coupon))
        #expect(try await ana.call(GetWallet.self, .init()).coupons.map(\.id) == [issued])
        _ = try await owner.redeem(scanning: ana.codes(of: issued).signed.text)
    }
}
