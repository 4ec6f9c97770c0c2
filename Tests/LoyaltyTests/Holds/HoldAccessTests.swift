import OctopusIdentityContract
import OctopusLoyaltyContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusLoyalty

/// Who may hold what, how often, and at once.
struct HoldAccessTests {
    private func held(_ house: House) async throws -> (Somebody, PointTypeID, HoldID) {
        let owner = house.operatorOf()
        let type = try await owner.newPointType()
        try await owner.award(10, of: type, to: house.ana)
        return (owner, type, try await owner.hold(6, of: type, of: house.ana).holdId)
    }

    @Test func `other partners' holds, types and end users do not exist`() async throws {
        let house = try await House()
        let (owner, type, hold) = try await held(house)
        let bakery = house.operatorOf(house.bakery)
        try await bakery.refused(.notFound, PostHold.self, .init(holdId: hold))
        try await bakery.refused(.notFound, VoidHold.self, .init(holdId: hold))
        try await owner.call(PostHold.self, .init(holdId: hold))
        try await bakery.refused(.notFound, RefundHold.self, .init(holdId: hold))
        func request(_ endUser: EndUserID) -> HoldPoints.Request {
            .init(endUserId: endUser, pointTypeId: type, amount: 1)
        }
        try await bakery.refused(.notFound, HoldPoints.self, request(house.ana))
        try await owner.refused(.notFound, HoldPoints.self, request(house.cleo))
        let nothing = HoldID(house.ids.uuid(at: house.clock.now))
        try await owner.refused(.notFound, PostHold.self, .init(holdId: nothing))
    }

    @Test func `blocked end users' points are not held, but what is held can end`() async throws {
        let house = try await House()
        let (owner, type, hold) = try await held(house)
        try await house.tell(house.endUser(house.ana, .blocked, version: 2), of: house.mall)
        try await owner.refused(
            .endUserBlocked,
            HoldPoints.self,
            .init(endUserId: house.ana, pointTypeId: type, amount: 1)
        )
        #expect(try await owner.call(PostHold.self, .init(holdId: hold)).posted == 6)
        try await house.tell(house.partner(house.cafe, .suspended, version: 2), of: house.mall)
        try await owner.refused(.partnerSuspended, RefundHold.self, .init(holdId: hold))
    }

    @Test func `the level on points decides who holds, and who undoes`() async throws {
        let house = try await House()
        let (_, type, hold) = try await held(house)
        let request = HoldPoints.Request(endUserId: house.ana, pointTypeId: type, amount: 1)
        let viewer = house.operatorOf(levels: [.points: .view, .coupons: .full])
        try await viewer.refused(.denied, HoldPoints.self, request)
        let cashier = house.operatorOf(levels: [.points: .update])
        try await cashier.call(HoldPoints.self, request)
        try await cashier.call(PostHold.self, .init(holdId: hold))
        try await cashier.refused(.denied, RefundHold.self, .init(holdId: hold))
    }

    @Test func `the same key gives the same answer and moves nothing more`() async throws {
        let house = try await House()
        let (owner, type, hold) = try await held(house)
        let now = house.clock.now
        let (one, other) = (house.ids.uuid(at: now), house.ids.uuid(at: now))
        let request = HoldPoints.Request(endUserId: house.ana, pointTypeId: type, amount: 3)
        let made = try await owner.call(HoldPoints.self, request, key: one)
        let posted = try await owner.call(PostHold.self, .init(holdId: hold, amount: 2), key: other)
        // A killed service answers as before.
        let house2 = try await House(restarting: house)
        let same = Somebody(house: house2, person: owner.person)
        house2.clock.advance(by: .seconds(3600))
        #expect(try await same.call(HoldPoints.self, request, key: one) == made)
        let again = PostHold.Request(holdId: hold, amount: 2)
        #expect(try await same.call(PostHold.self, again, key: other) == posted)
        #expect(try await house2.events(PointsHeld.self).count == 2)
        #expect(try await house2.events(HoldEnded.self).count == 1)
        try await house2.expectBalanced()
    }

    @Test func `of many who end a hold at once exactly one does`() async throws {
        let house = try await House()
        let (owner, type, hold) = try await held(house)
        let ended = await withTaskGroup(of: Int.self) { group in
            for number in 0..<12 as Range<Int64> {
                let till = house.operatorOf()
                group.addTask {
                    do {
                        if number.isMultiple(of: 2) {
                            try await till.call(PostHold.self, .init(holdId: hold, amount: 5))
                        } else {
                            try await till.call(VoidHold.self, .init(holdId: hold))
                        }
                        return 1
                    } catch {
                        return 0
                    }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(ended == 1)
        let events = try await house.events(HoldEnded.self)
        #expect(events.count == 1)
        let totals = try await owner.call(CheckLedger.self, .init(pointTypeId: type))
        #expect(totals.isBalanced && totals.spent == events.first?.spent && totals.onHold == 0)
        try await house.expectBalanced()
    }

    @Test func `of many who hold the same points at once as many do as there are`() async throws {
        let house = try await House()
        let (_, type, _) = try await held(house)
        let (ana, tills) = (house.ana, (0..<9).map { _ in house.operatorOf() })
        let made = await withTaskGroup(of: Int.self) { group in
            for till in tills {
                group.addTask {
                    (try? await till.hold(1, of: type, of: ana)) == nil ? 0 : 1
                }
            }
            return await group.reduce(0, +)
        }
        #expect(made == 4)
        try await house.expectBalanced()
    }

    @Test func `a note lies with the first entry and goes with the person`() async throws {
        let house = try await House()
        let (owner, type, _) = try await held(house)
        let request = HoldPoints.Request(
            endUserId: house.ana,
            pointTypeId: type,
            amount: 1,
            note: "table 7"
        )
        let hold = try await owner.call(HoldPoints.self, request).holdId
        #expect(try await owner.call(ListLedger.self, .init()).items[0].note == "table 7")
        try await owner.call(PostHold.self, .init(holdId: hold))
        try await owner.call(RefundHold.self, .init(holdId: hold, note: "cold soup"))
        #expect(try await owner.call(ListLedger.self, .init()).items[0].note == "cold soup")
        try await house.tell(house.endUser(house.ana, .erased, version: 2), of: house.mall)
        let notes = try await owner.call(ListLedger.self, .init()).items.map(\.note)
        #expect(notes.allSatisfy { $0 == nil })
        try await house.expectBalanced()
    }
}
