import OctopusLoyaltyContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusLoyalty

/// Awards that are taken back after their points were used: of other points, or as a debt.
struct ReversalPolicyTests {
    /// Ana has been given 10, and has spent some of it on a coupon.
    private func spent(
        _ amount: Int64,
        _ house: House
    ) async throws -> (Somebody, PointTypeID, AwardID, IssuedCouponID) {
        let owner = house.operatorOf()
        let type = try await owner.newPointType()
        let award = try await owner.award(10, of: type, to: house.ana).awardId
        let coupon = try await owner.newCoupon(
            CouponTerms(title: "Coffee", price: CouponPrice(pointTypeId: type, amount: amount))
        )
        let issued = try await house.endUser(house.ana).get(coupon).issuedCoupon.id
        return (owner, type, award, issued)
    }

    private func reverse(
        _ award: AwardID,
        _ policy: ReversalPolicy,
        by owner: Somebody
    ) async throws -> ReverseAward.Reply {
        try await owner.call(ReverseAward.self, .init(awardId: award, policy: policy))
    }

    private func refund(_ issued: IssuedCouponID, by owner: Somebody) async throws -> Int64 {
        try await owner.call(
            RevokeIssuedCoupon.self,
            .init(issuedCouponId: issued, refund: true)
        ).refunded
    }

    @Test(arguments: [(0, 3), (5, 8), (7, 10), (20, 10)] as [(Int64, Int64)])
    func `within the balance, other points pay for what was used`(
        others: Int64,
        reversed: Int64
    ) async throws {
        let house = try await House()
        let (owner, type, award, _) = try await spent(7, house)
        if others > 0 { try await owner.award(others, of: type, to: house.ana) }
        let reply = try await reverse(award, .withinBalance, by: owner)
        #expect(reply == .init(reversed: reversed, balance: 3 + others - reversed))
        let entries = try await owner.call(ListLedger.self, .init()).items
        let paid = entries.filter { $0.kind == .reversal }
        #expect(paid.allSatisfy { $0.reversedAwardId == award })
        #expect(paid.map(\.amount).reduce(0, +) == reversed)
        try await owner.refused(.alreadyReversed, ReverseAward.self, .init(awardId: award))
        try await house.expectBalanced()
    }

    @Test func `what was paid for with other points is not taken again from a refund`()
        async throws
    {
        let house = try await House()
        let (owner, type, award, issued) = try await spent(7, house)
        try await owner.award(4, of: type, to: house.ana)
        #expect(try await reverse(award, .withinBalance, by: owner).reversed == 7)
        // Of the 10 there are 3 to come.
        #expect(try await refund(issued, by: owner) == 4)
        let totals = try await owner.call(CheckLedger.self, .init(pointTypeId: type))
        #expect(totals.reversed == 10 && totals.held == 4 && totals.isBalanced)
        try await house.expectBalanced()
    }

    @Test func `a debt makes the balance negative, and is settled before anything can be used`()
        async throws
    {
        let house = try await House()
        let (owner, type, award, _) = try await spent(7, house)
        try await owner.award(2, of: type, to: house.ana)
        let reply = try await reverse(award, .allowNegative, by: owner)
        #expect(reply == .init(reversed: 10, balance: -5, owed: 5))
        #expect(try await house.events(AwardReversed.self).map(\.owed) == [5])
        let ana = house.endUser(house.ana)
        let shown = try await ana.call(GetWallet.self, .init()).balances
        #expect(shown.map(\.amount) == [-5])
        let listed = try await owner.call(ListBalances.self, .init(endUserId: house.ana))
        #expect(listed.items.map(\.amount) == [-5])
        let scanned = try await owner.scan(ana)
        #expect(scanned.points.map(\.balance) == [-5])
        try await house.expectBalanced()

        #expect(try await owner.award(3, of: type, to: house.ana).balance == -2)
        try await owner.refused(
            .insufficientPoints,
            HoldPoints.self,
            .init(endUserId: house.ana, pointTypeId: type, amount: 1)
        )
        #expect(try await owner.award(6, of: type, to: house.ana).balance == 4)
        #expect(try await owner.hold(4, of: type, of: house.ana).balance == 0)
        let totals = try await owner.call(CheckLedger.self, .init(pointTypeId: type))
        #expect(totals.issued == 21 && totals.reversed == 10 && totals.owed == 0)
        #expect(totals.spent == 7 && totals.onHold == 4 && totals.isBalanced)
        let changes = try await ana.call(ListHistory.self, .init()).items.map(\.change)
        #expect(changes.reduce(0, +) == 0)
        try await house.expectBalanced()
    }

    @Test func `what goes back to a holder settles what they owe, too`() async throws {
        let house = try await House()
        let (owner, type, award, issued) = try await spent(7, house)
        let hold = try await owner.hold(2, of: type, of: house.ana).holdId
        #expect(try await reverse(award, .allowNegative, by: owner).balance == -9)
        #expect(try await owner.call(VoidHold.self, .init(holdId: hold)).balance == -7)
        #expect(try await refund(issued, by: owner) == 0)
        let wallet = try await house.endUser(house.ana).call(GetWallet.self, .init())
        #expect(wallet.balances.isEmpty)
        try await house.expectBalanced()
    }

    @Test func `an award that settled a debt counts as used`() async throws {
        let house = try await House()
        let (owner, type, award, _) = try await spent(10, house)
        #expect(try await reverse(award, .allowNegative, by: owner).balance == -10)
        let second = try await owner.award(6, of: type, to: house.ana).awardId
        try await owner.refused(
            .partlyUsed,
            ReverseAward.self,
            .init(awardId: second, policy: .whole)
        )
        #expect(
            try await reverse(second, .allowNegative, by: owner)
                == .init(reversed: 6, balance: -10, owed: 6)
        )
        try await house.expectBalanced()
    }

    @Test(arguments: [false, true])
    func `what expired of an award is not asked for`(isBooked: Bool) async throws {
        let house = try await House()
        let owner = house.operatorOf()
        let type = try await owner.newPointType(validity: .days(1))
        let award = try await owner.award(10, of: type, to: house.ana).awardId
        let hold = try await owner.hold(4, of: type, of: house.ana).holdId
        try await owner.call(PostHold.self, .init(holdId: hold))
        house.pass(.seconds(3 * 86_400))
        if isBooked { try await house.instance.jobs.runDue() }
        try await owner.award(9, of: type, to: house.ana)
        let reply = try await reverse(award, .withinBalance, by: owner)
        #expect(reply == .init(reversed: 4, balance: 5))
        try await house.expectBalanced()
    }

    @Test func `reports count what was posted as spent and a debt as taken back`() async throws {
        let house = try await House()
        let (owner, type, award, _) = try await spent(7, house)
        let hold = try await owner.hold(2, of: type, of: house.ana).holdId
        try await owner.call(PostHold.self, .init(holdId: hold, amount: 1))
        _ = try await reverse(award, .allowNegative, by: owner)
        try await owner.award(20, of: type, to: house.ana)
        try await owner.call(RefundHold.self, .init(holdId: hold))
        let report = try await owner.call(
            ReadLoyaltyReport.self,
            .init(
                measures: [.pointsGiven, .pointsSpent, .pointsReversed, .pointsRefunded],
                from: "2026-03-01",
                until: "2026-03-02"
            )
        )
        #expect(report.totals.map(\.value) == [30, 8, 10, 1])
        try await house.expectBalanced()
    }
}
