import OctopusLoyaltyContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusLoyalty

/// Held points whose lots pass their time, whose award is taken back, and what was posted undone.
struct HoldExpiryTests {
    /// Ana with 5 points that live a day and 2 that live three; all of them held for long.
    private func held(_ house: House) async throws -> (Somebody, [AwardID], HoldID) {
        let owner = house.operatorOf()
        let type = try await owner.newPointType(validity: .days(1))
        var awards = [try await owner.award(5, of: type, to: house.ana).awardId]
        try await owner.call(
            EditPointType.self,
            .init(pointTypeId: type, version: 1, name: "banana", validity: .days(3))
        )
        awards.append(try await owner.award(2, of: type, to: house.ana).awardId)
        return (
            owner, awards,
            try await owner.hold(7, of: type, of: house.ana, minutes: 43_200).holdId
        )
    }

    private func left(_ house: House) async throws -> [Int64] {
        try await house.endUser(house.ana).call(GetWallet.self, .init()).balances.map(\.amount)
    }

    /// What passed its time in its lot, and what the job booked of it.
    private func booked(_ house: House) async throws -> [Int64] {
        house.pass(.seconds(61))
        try await house.instance.jobs.runDue()
        try await house.expectBalanced()
        return try await house.events(PointsExpired.self).map(\.amount)
    }

    @Test func `points whose lot expired while they were held can still be posted`() async throws {
        let house = try await House()
        let (owner, _, hold) = try await held(house)
        house.pass(.seconds(5 * 86_400))
        try await house.instance.jobs.runDue()
        #expect(try await house.events(PointsExpired.self).isEmpty)
        let reply = try await owner.call(PostHold.self, .init(holdId: hold))
        #expect(reply == .init(posted: 7, released: 0, expired: nil, balance: 0))
        #expect(try await booked(house) == [])
    }

    @Test(
        arguments: [(0, 7, nil, []), (2, 2, 5, [5]), (5, 0, 7, [5, 2])]
            as [(Int, Int64, Int64?, [Int64])]
    )
    func `what is voided is in its lot again, and expires with it`(
        days: Int,
        released: Int64,
        expired: Int64?,
        booked: [Int64]
    ) async throws {
        let house = try await House()
        let (owner, _, hold) = try await held(house)
        house.pass(.seconds(days * 86_400))
        let reply = try await owner.call(VoidHold.self, .init(holdId: hold))
        #expect(reply == .init(released: released, expired: expired, balance: released))
        #expect(try await left(house) == (released == 0 ? [] : [released]))
        #expect(try await house.events(HoldEnded.self).map(\.expired) == [expired])
        #expect(try await self.booked(house) == booked)
    }

    @Test func `of a part that is posted, what expires first is spent first`() async throws {
        let house = try await House()
        let (owner, _, hold) = try await held(house)
        house.pass(.seconds(2 * 86_400))
        let reply = try await owner.call(PostHold.self, .init(holdId: hold, amount: 4))
        #expect(reply == .init(posted: 4, released: 2, expired: 1, balance: 2))
        #expect(try await booked(house) == [1])
    }

    @Test(
        arguments: [(0, 7, nil, []), (2, 2, 5, [5]), (5, 0, 7, [5, 2])]
            as [(Int, Int64, Int64?, [Int64])]
    )
    func `what was posted goes back into the same lots, once`(
        days: Int,
        refunded: Int64,
        expired: Int64?,
        booked: [Int64]
    ) async throws {
        let house = try await House()
        let (owner, _, hold) = try await held(house)
        try await owner.refused(.wrongState, RefundHold.self, .init(holdId: hold))
        try await owner.call(PostHold.self, .init(holdId: hold))
        house.pass(.seconds(days * 86_400))
        let reply = try await owner.call(RefundHold.self, .init(holdId: hold))
        #expect(reply == .init(refunded: refunded, expired: expired, balance: refunded))
        try await owner.refused(.wrongState, RefundHold.self, .init(holdId: hold))
        #expect(try await house.events(HoldEnded.self).map(\.status) == [.posted, .refunded])
        let shown = try await owner.call(ListHolds.self, .init()).items
        #expect(shown.map(\.status) == [.refunded] && shown.map(\.posted) == [7])
        #expect(try await self.booked(house) == booked)
    }

    @Test func `a refund of a part undoes that part`() async throws {
        let house = try await House()
        let (owner, _, hold) = try await held(house)
        try await owner.call(PostHold.self, .init(holdId: hold, amount: 6))
        let reply = try await owner.call(RefundHold.self, .init(holdId: hold))
        #expect(reply == .init(refunded: 6, expired: nil, balance: 7))
        try await house.expectBalanced()
    }

    @Test func `held points of an award that was taken back go on to it`() async throws {
        let house = try await House()
        let (owner, awards, hold) = try await held(house)
        let reversal = try await owner.call(ReverseAward.self, .init(awardId: awards[0]))
        #expect(reversal.reversed == 0)
        try await owner.refused(
            .partlyUsed,
            ReverseAward.self,
            .init(awardId: awards[1], policy: .whole)
        )
        let reply = try await owner.call(VoidHold.self, .init(holdId: hold))
        #expect(reply == .init(released: 2, expired: nil, balance: 2))
        try await house.expectBalanced()
    }

    @Test func `a coupon that is revoked late tells what expired again`() async throws {
        let house = try await House()
        let owner = house.operatorOf()
        let type = try await owner.newPointType(validity: .days(1))
        try await owner.award(5, of: type, to: house.ana)
        let coupon = try await owner.newCoupon(
            CouponTerms(title: "Coffee", price: CouponPrice(pointTypeId: type, amount: 4))
        )
        let issued = try await house.endUser(house.ana).get(coupon).issuedCoupon.id
        house.pass(.seconds(3 * 86_400))
        let reply = try await owner.call(
            RevokeIssuedCoupon.self,
            .init(issuedCouponId: issued, refund: true)
        )
        #expect(reply == .init(refunded: 0, expired: 4))
        #expect(try await booked(house) == [5])
    }
}
