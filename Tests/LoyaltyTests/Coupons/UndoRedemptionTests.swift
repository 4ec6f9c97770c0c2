import GRDB
import OctopusLoyaltyContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusLoyalty

struct UndoRedemptionTests {
    /// A coupon of Ana's that an operator redeemed by its code.
    private struct Redeemed {
        let house: House
        /// May redeem, and no more.
        let till: Somebody
        let manager: Somebody
        let ana: Somebody
        let coupon: CouponID
        let issued: IssuedCouponID
        let code: String
        let request: UndoRedemption.Request

        init(_ terms: CouponTerms = CouponTerms(title: "Coffee"), times: Int64 = 1) async throws {
            house = try await House()
            try await house.entitle(version: 1)
            till = house.operatorOf(levels: [.coupons: .update])
            (manager, ana) = (house.operatorOf(), house.endUser(house.ana))
            coupon = try await manager.newCoupon(terms)
            issued = try await ana.get(coupon).issuedCoupon.id
            code = try await ana.codes(of: issued).code
            request = .init(issuedCouponId: issued, use: 1)
            try await redeem(times)
        }

        @discardableResult
        func redeem(_ times: Int64 = 1) async throws -> Redemption {
            try await till.call(RedeemByCode.self, pair(times))
        }

        func pair(_ times: Int64 = 1) -> RedeemByCode.Request {
            .init(code: code, endUserCode: house.code(of: house.ana), times: times)
        }

        func held() async throws -> [IssuedCouponID] {
            try await ana.call(GetWallet.self, .init()).coupons.map(\.id)
        }
    }

    @Test func `it is held again, as it was, and can be redeemed again`() async throws {
        let redeemed = try await Redeemed(CouponTerms(title: "Coffee", validDays: 5))
        let (house, till) = (redeemed.house, redeemed.till)
        #expect(try await redeemed.held().isEmpty)
        house.pass(.seconds(14 * 60))
        let reply = try await till.call(UndoRedemption.self, redeemed.request)
        #expect(reply.status == .held && reply.uses == 0 && reply.usesAllowed == 1)
        let coupon = try await redeemed.ana.call(GetWallet.self, .init()).coupons[0]
        #expect(coupon.id == redeemed.issued && coupon.redemptionsLeft == 1)
        #expect(reply.expiresAt == coupon.expiresAt && reply.expiresAt != nil)
        let told = try await house.events(RedemptionUndone.self)
        #expect(told.map(\.use) == [1] && told.map(\.endUserId) == [house.ana])
        #expect(told.map(\.status) == [.held] && told.map(\.uses) == [0])
        let again = try await redeemed.redeem()
        // A number is never given again.
        #expect(again.use == 2 && again.uses == 1 && again.redemptionsLeft == 0)
        try await till.call(
            UndoRedemption.self,
            .init(issuedCouponId: redeemed.issued, use: 2)
        )
        let report = try await redeemed.manager.call(
            ReadLoyaltyReport.self,
            .init(
                measures: [.couponsRedeemed, .redemptionsUndone],
                from: "2026-03-01",
                until: "2026-03-02"
            )
        )
        #expect(report.totals.map(\.value) == [2, 2])
        try await house.expectBalanced()
        await house.close()
    }

    @Test func `of many who undo it at once exactly one does`() async throws {
        let redeemed = try await Redeemed()
        let request = redeemed.request
        let undone = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<12 {
                let person = redeemed.house.operatorOf()
                group.addTask {
                    (try? await person.call(UndoRedemption.self, request)) == nil ? 0 : 1
                }
            }
            return await group.reduce(0, +)
        }
        #expect(undone == 1)
        try await redeemed.till.refused(.alreadyUndone, UndoRedemption.self, request)
        #expect(try await redeemed.house.events(RedemptionUndone.self).count == 1)
        try await redeemed.house.expectBalanced()
        await redeemed.house.close()
    }

    @Test func `an operator undoes their own for a quarter of an hour, a manager all for a day`()
        async throws
    {
        let redeemed = try await Redeemed(
            CouponTerms(title: "Coffee", redeemableTimes: 3),
            times: 3
        )
        let (house, till) = (redeemed.house, redeemed.till)
        func use(_ number: Int64) -> UndoRedemption.Request {
            .init(issuedCouponId: redeemed.issued, use: number)
        }
        let colleague = house.operatorOf(levels: [.coupons: .update])
        try await colleague.refused(.denied, UndoRedemption.self, use(1))
        house.pass(.milliseconds(15 * 60_000 - 1))
        try await till.call(UndoRedemption.self, use(1))
        house.pass(.milliseconds(1))
        try await till.refused(.tooLate, UndoRedemption.self, use(2))
        house.pass(.milliseconds((24 * 60 - 15) * 60_000 - 1))
        try await redeemed.manager.call(UndoRedemption.self, use(2))
        house.pass(.milliseconds(1))
        try await redeemed.manager.refused(.tooLate, UndoRedemption.self, use(3))
        try await house.expectBalanced()
        await house.close()
    }

    @Test func `one of several uses is undone by its own number`() async throws {
        let redeemed = try await Redeemed(
            CouponTerms(title: "Coffee", redeemableTimes: 10),
            times: 3
        )
        let reply = try await redeemed.till.call(
            UndoRedemption.self,
            .init(issuedCouponId: redeemed.issued, use: 2)
        )
        #expect(reply.status == .held && reply.uses == 2)
        try await redeemed.till.refused(
            .alreadyUndone,
            UndoRedemption.self,
            .init(issuedCouponId: redeemed.issued, use: 2)
        )
        let next = try await redeemed.redeem(8)
        #expect(next.use == 11 && next.uses == 10 && next.redemptionsLeft == 0)
        try await redeemed.house.expectBalanced()
        await redeemed.house.close()
    }

    @Test(arguments: [1, 2])
    func `past its time it is counted back, and stays expired`(times: Int64) async throws {
        let late = try await Redeemed(
            CouponTerms(
                title: "Coffee",
                validToAt: VirtualClock().now.adding(.seconds(600)),
                redeemableTimes: 2
            ),
            times: times
        )
        late.house.pass(.seconds(600))
        let reply = try await late.till.call(UndoRedemption.self, late.request)
        #expect(reply.status == .expired && reply.uses == times - 1)
        #expect(try await late.held().isEmpty)
        try await late.till.refused(.codeRefused, RedeemByCode.self, late.pair())
        try await late.house.instance.jobs.runDue()
        try await late.house.expectBalanced()
        await late.house.close()
    }

    @Test func `what was archived stays so, and what was deleted is not put back`() async throws {
        let redeemed = try await Redeemed(
            CouponTerms(title: "Coffee", redeemableTimes: 2),
            times: 2
        )
        let (house, manager) = (redeemed.house, redeemed.manager)
        try await manager.call(
            ArchiveCoupon.self,
            .init(couponId: redeemed.coupon, version: 2)
        )
        try await redeemed.till.call(UndoRedemption.self, redeemed.request)
        #expect(try await redeemed.held().isEmpty)
        try await redeemed.till.refused(.codeRefused, RedeemByCode.self, redeemed.pair())
        // It is held again, so the coupon can't go.
        let version = CouponVersion(couponId: redeemed.coupon, version: 3)
        try await manager.refused(.couponHeld, DeleteCoupon.self, version)
        try await house.expectBalanced()
        await house.close()

        let second = try await Redeemed()
        try await second.manager.call(
            ArchiveCoupon.self,
            .init(couponId: second.coupon, version: 2)
        )
        try await second.manager.call(
            DeleteCoupon.self,
            .init(couponId: second.coupon, version: 3)
        )
        try await second.till.refused(.couponUnavailable, UndoRedemption.self, second.request)
        try await second.house.expectBalanced()
        await second.house.close()
    }

    @Test func `without coupons in the package it is put back, for when they are back`()
        async throws
    {
        let redeemed = try await Redeemed()
        let house = redeemed.house
        try await house.entitle([.points], version: 2)
        try await house.instance.jobs.runDue()
        let reply = try await redeemed.till.call(UndoRedemption.self, redeemed.request)
        #expect(reply.status == .held)
        #expect(try await redeemed.held().isEmpty)
        try await redeemed.till.refused(.codeRefused, RedeemByCode.self, redeemed.pair())
        try await house.entitle(version: 3)
        try await house.instance.jobs.runDue()
        #expect(try await redeemed.held() == [redeemed.issued])
        try await redeemed.redeem()
        try await house.expectBalanced()
        await house.close()
    }

    @Test func `what is another partner's, or was never redeemed, is not found`() async throws {
        let redeemed = try await Redeemed()
        let bakery = redeemed.house.operatorOf(redeemed.house.bakery)
        try await bakery.refused(.notFound, UndoRedemption.self, redeemed.request)
        try await redeemed.till.refused(
            .notFound,
            UndoRedemption.self,
            .init(issuedCouponId: redeemed.issued, use: 2)
        )
        await redeemed.house.close()
    }

    @Test(arguments: ["UPDATE redemption_undos SET at = 0", "DELETE FROM redemption_undos"])
    func `what was undone is never changed`(sql: String) async throws {
        let redeemed = try await Redeemed()
        try await redeemed.till.call(UndoRedemption.self, redeemed.request)
        await #expect(throws: DatabaseError.self) {
            try await redeemed.house.instance.store.write { try $0.database.execute(sql: sql) }
        }
        await redeemed.house.close()
    }
}
