import OctopusLoyaltyContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusLoyalty

struct OwnActionTests {
    private func actions(
        _ somebody: Somebody,
        limit: Int64? = nil
    ) async throws -> [OwnAction] {
        try await somebody.call(ListMyActions.self, .init(limit: limit)).actions
    }

    /// The same user with other rights, or somebody in their place.
    private func like(
        _ somebody: Somebody,
        _ levels: [Product: Level],
        impersonator: UserID? = nil
    ) -> Somebody {
        let person = somebody.person
        return Somebody(
            house: somebody.house,
            person: Person(
                subject: person.subject,
                kind: .user,
                tenant: person.tenant,
                partner: person.partner,
                session: person.session,
                levels: levels,
                actor: impersonator?.uuid
            )
        )
    }

    /// Gives a coupon after a scan.
    private func give(
        _ coupon: CouponID,
        by somebody: Somebody,
        to endUser: Somebody
    ) async throws -> IssuedCouponID {
        let scan = try await somebody.scan(endUser).scan
        let reply = try await somebody.call(
            GiveScanned.self,
            .init(scan: scan, give: .coupon(couponId: coupon))
        )
        guard case .coupon(let issued, _) = reply.given else { throw Unexpected() }
        return issued
    }

    @Test func `a user sees what they did themselves in seven days, newest first`() async throws {
        let house = try await House()
        let (owner, colleague) = (house.operatorOf(), house.operatorOf())
        let ana = house.endUser(house.ana)
        let type = try await owner.newPointType()
        let coupon = try await owner.newCoupon(CouponTerms(title: "Coffee"))
        try await owner.award(1, of: type, to: house.ana)
        house.clock.advance(by: .seconds(7 * 86_400))
        let award = try await owner.award(2, of: type, to: house.ana)
        try await colleague.award(3, of: type, to: house.ana)
        let acting = like(
            owner,
            [.points: .full],
            impersonator: UserID(house.ids.uuid(at: house.clock.now))
        )
        let others = try await acting.award(4, of: type, to: house.ana).awardId
        try await owner.refused(.notFound, UndoMyAction.self, .init(awardId: others))
        try await acting.refused(.impersonated, UndoMyAction.self, .init(awardId: others))
        try await acting.refused(.impersonated, ListMyActions.self, .init())
        house.clock.advance(by: .seconds(60))
        let issued = try await give(coupon, by: owner, to: ana)
        house.clock.advance(by: .seconds(60))
        let code = try await ana.codes(of: issued).signed.text
        _ = try await owner.redeem(scanning: code)
        house.clock.advance(by: .seconds(60))
        try await owner.call(ReverseAward.self, .init(awardId: award.awardId))

        let seen = try await actions(owner)
        #expect(seen.map(\.kind) == [.reversal, .couponRedeemed, .couponGiven, .award])
        #expect(seen.map(\.amount) == [2, nil, nil, 2])
        #expect(seen.map(\.awardId) == [award.awardId, nil, nil, award.awardId])
        #expect(seen.map(\.issuedCouponId) == [nil, issued, issued, nil])
        #expect(seen.allSatisfy { $0.endUserId == house.ana })
        #expect(seen.map { $0.undoableUntilAt != nil } == [false, true, false, false])
        #expect(seen.map(\.use) == [nil, 1, nil, nil])
        #expect(try await actions(owner, limit: 2).map(\.kind) == [.reversal, .couponRedeemed])
        #expect(try await actions(colleague).map(\.amount) == [3])
    }

    @Test func `the level on each product decides what is shown and undone`() async throws {
        let house = try await House()
        let owner = house.operatorOf()
        let type = try await owner.newPointType()
        let coupon = try await owner.newCoupon(CouponTerms(title: "Coffee"))
        let award = try await owner.award(1, of: type, to: house.ana)
        let issued = try await give(coupon, by: owner, to: house.endUser(house.ana))
        func same(_ levels: [Product: Level]) -> Somebody { like(owner, levels) }
        #expect(try await actions(same([.points: .view])).map(\.kind) == [.award])
        #expect(try await actions(same([.coupons: .view])).map(\.kind) == [.couponGiven])
        try await same([.coupons: .update])
            .refused(.denied, UndoMyAction.self, .init(awardId: award.awardId))
        try await same([.points: .update])
            .refused(.denied, UndoMyAction.self, .init(issuedCouponId: issued))
        // Giving is enough to undo; taking back what others gave wants more.
        let cashier = same([.points: .update])
        try await cashier.refused(.denied, ReverseAward.self, .init(awardId: award.awardId))
        let reply = try await cashier.call(UndoMyAction.self, .init(awardId: award.awardId))
        #expect(reply.balance == 0)
    }

    @Test func `an award is undone within a quarter of an hour, or what the tenant has set`()
        async throws
    {
        let house = try await House()
        let owner = house.operatorOf()
        let type = try await owner.newPointType()
        let award = try await owner.award(5, of: type, to: house.ana)
        let late = try await owner.award(6, of: type, to: house.ana)
        let end = house.clock.now.adding(.seconds(900))
        #expect(try await actions(owner).map(\.undoableUntilAt) == [end, end])
        house.clock.advance(by: .milliseconds(899_999))
        #expect(
            try await owner.call(UndoMyAction.self, .init(awardId: award.awardId)).balance == 6
        )
        house.clock.advance(by: .milliseconds(1))
        #expect(try await actions(owner).allSatisfy { $0.undoableUntilAt == nil })
        try await owner.refused(.tooLate, UndoMyAction.self, .init(awardId: late.awardId))
        try await house.limit(.init(undoMinutes: 16), of: house.cafe)
        try await owner.call(UndoMyAction.self, .init(awardId: late.awardId))
        try await owner.refused(.alreadyReversed, UndoMyAction.self, .init(awardId: late.awardId))
        try await house.limit(.init(undoMinutes: 0), of: house.cafe)
        let never = try await owner.award(7, of: type, to: house.ana)
        try await owner.refused(.tooLate, UndoMyAction.self, .init(awardId: never.awardId))
        #expect(try await house.events(AwardReversed.self).map(\.amount) == [5, 6])
        try await house.expectBalanced()
    }

    @Test func `what others gave, what was used, and two things at once are not undone`()
        async throws
    {
        let house = try await House()
        let (owner, colleague) = (house.operatorOf(), house.operatorOf())
        let type = try await owner.newPointType()
        let award = try await owner.award(5, of: type, to: house.ana)
        let request = UndoMyAction.Request(awardId: award.awardId)
        try await colleague.refused(.notFound, UndoMyAction.self, request)
        try await house.operatorOf(house.bakery).refused(.notFound, UndoMyAction.self, request)
        let coupon = try await owner.newCoupon(
            CouponTerms(title: "Coffee", price: CouponPrice(pointTypeId: type, amount: 1))
        )
        let bought = try await house.endUser(house.ana).get(coupon).issuedCoupon.id
        try await owner.refused(.partlyUsed, UndoMyAction.self, request)
        #expect(try await actions(owner).allSatisfy { $0.undoableUntilAt == nil })
        // What the end user bought is no action of the operator's.
        try await owner.refused(.notFound, UndoMyAction.self, .init(issuedCouponId: bought))
        try await owner.refused(.invalid, UndoMyAction.self, .init())
        try await owner.refused(
            .invalid,
            UndoMyAction.self,
            .init(awardId: award.awardId, issuedCouponId: bought)
        )
        try await house.expectBalanced()
    }

    @Test func `a coupon that was given after a scan is taken back, once and unused`()
        async throws
    {
        let house = try await House()
        let owner = house.operatorOf()
        let ana = house.endUser(house.ana)
        let coupon = try await owner.newCoupon(CouponTerms(title: "Coffee", limitPerUser: 1))
        let issued = try await give(coupon, by: owner, to: ana)
        #expect(try await actions(owner)[0].undoableUntilAt != nil)
        let request = UndoMyAction.Request(issuedCouponId: issued)
        try await house.operatorOf().refused(.notFound, UndoMyAction.self, request)
        #expect(try await owner.call(UndoMyAction.self, request).balance == nil)
        try await owner.refused(.wrongState, UndoMyAction.self, request)
        // The limit is free again.
        let again = try await give(coupon, by: owner, to: ana)
        _ = try await owner.redeem(scanning: ana.codes(of: again).signed.text)
        try await owner.refused(.wrongState, UndoMyAction.self, .init(issuedCouponId: again))
        #expect(try await house.events(CouponRevoked.self).map(\.issuedCouponId) == [issued])
        try await house.expectBalanced()
    }

    @Test func `of many who undo at once one takes the points`() async throws {
        let house = try await House()
        let owner = house.operatorOf()
        let type = try await owner.newPointType()
        let award = try await owner.award(5, of: type, to: house.ana)
        let undone = await withTaskGroup(of: Int.self) { group in
            for number in 0..<12 {
                group.addTask {
                    let isDone =
                        number % 2 == 0
                        ? (try? await owner.call(
                            UndoMyAction.self,
                            .init(awardId: award.awardId)
                        )) != nil
                        : (try? await owner.call(
                            ReverseAward.self,
                            .init(awardId: award.awardId)
                        )) != nil
                    return isDone ? 1 : 0
                }
            }
            return await group.reduce(0, +)
        }
        #expect(undone == 1)
        #expect(try await house.events(AwardReversed.self).map(\.amount) == [5])
        try await house.expectBalanced()
    }
}
