import OctopusIdentityContract
import OctopusLoyaltyContract
import GRDB
import OctopusServiceKit
import OctopusTestKit
import OctopusStore
import Testing

@testable import OctopusLoyalty

struct AwardTests {
    @Test func `points are given, remembered and told`() async throws {
        let house = try await House()
        let owner = house.operatorOf()
        let type = try await owner.newPointType()
        let first = try await owner.award(5, of: type, to: house.ana)
        let second = try await owner.award(7, of: type, to: house.ana)
        #expect(first.balance == 5)
        #expect(second.balance == 12)
        #expect(second.expiresAt == nil)

        let entries = try await owner.call(ListLedger.self, .init()).items
        #expect(entries.map(\.amount) == [7, 5])
        #expect(entries.map(\.awardId) == [second.awardId, first.awardId])
        #expect(entries.allSatisfy { $0.from == .issued && $0.to == .user && $0.kind == .award })
        #expect(entries[0].actor.id == owner.person.subject)
        #expect(entries[0].actor.program == "operator")
        #expect(try await house.events(PointsAwarded.self).map(\.balance) == [5, 12])
        try await house.expectBalanced()
    }

    @Test func `the day of the last earning is told once a day, and by whom it was earned where`()
        async throws
    {
        let house = try await House()
        let (cafe, bakery) = (house.operatorOf(), house.operatorOf(house.bakery))
        let (type, theirs) = (try await cafe.newPointType(), try await bakery.newPointType())
        let today = house.clock.now.utcDay
        let first = try await cafe.award(5, of: type, to: house.ana)
        try await cafe.award(5, of: type, to: house.ana)
        try await cafe.call(ReverseAward.self, .init(awardId: first.awardId))
        try await bakery.award(5, of: theirs, to: house.ana)
        house.clock.advance(by: .seconds(86_400))
        for _ in 0..<2 { try await cafe.award(5, of: type, to: house.ana) }
        let told = try await house.events(EndUserActivityChanged.self)
        #expect(told.map(\.version) == [1, 1, 2])
        #expect(told[0].id == told[2].id && told[0].id != told[1].id)
        #expect(
            told.map(\.lastEarnedOn)
                == [today, today, today + 1].map { CivilDate(day: $0).text }
        )
        #expect(told.allSatisfy { $0.endUserId == house.ana && $0.lastRedeemedOn == nil })
        // A day of a clock that was ahead goes when it is put back, or it would hold until it comes.
        house.clock.advance(by: .seconds(-86_400))
        for _ in 0..<2 { try await cafe.award(5, of: type, to: house.ana) }
        let after = try await house.events(EndUserActivityChanged.self)
        #expect(after.map(\.version) == [1, 1, 2, 3])
        #expect(after.last?.lastEarnedOn == CivilDate(day: today).text)
    }

    @Test func `the same key gives the same answer and no more points`() async throws {
        let house = try await House()
        let owner = house.operatorOf()
        let type = try await owner.newPointType()
        let key = house.ids.uuid(at: house.clock.now)
        let request = AwardPoints.Request(endUserId: house.ana, pointTypeId: type, amount: 5)
        let first = try await owner.call(AwardPoints.self, request, key: key)
        house.clock.advance(by: .seconds(3600))
        #expect(try await owner.call(AwardPoints.self, request, key: key) == first)
        let refused = await #expect(throws: CallRefused.self) {
            try await owner.call(
                AwardPoints.self,
                .init(endUserId: house.ana, pointTypeId: type, amount: 6),
                key: key
            )
        }
        #expect(refused?.reason == Reason.idempotencyKeyReused.word)
        #expect(try await owner.award(1, of: type, to: house.ana).balance == 6)
        try await house.expectBalanced()
    }

    @Test func `a refused award stays refused under its key`() async throws {
        let house = try await House()
        let owner = house.operatorOf()
        let type = try await owner.newPointType()
        let key = house.ids.uuid(at: house.clock.now)
        let request = AwardPoints.Request(endUserId: house.ana, pointTypeId: type, amount: 5)
        try await house.tell(house.endUser(house.ana, .blocked, version: 2), of: house.mall)
        _ = await #expect(throws: CallRefused.self) {
            try await owner.call(AwardPoints.self, request, key: key)
        }
        try await house.tell(house.endUser(house.ana, version: 3), of: house.mall)
        let again = await #expect(throws: CallRefused.self) {
            try await owner.call(AwardPoints.self, request, key: key)
        }
        #expect(again?.reason == Reason.endUserBlocked.word)
        #expect(try await owner.call(AwardPoints.self, request).balance == 5)
    }

    @Test(arguments: [0, -1, 1_000_001, Int64.min, .max])
    func `amounts have bounds`(amount: Int64) async throws {
        let house = try await House()
        let owner = house.operatorOf()
        let type = try await owner.newPointType()
        try await owner.refused(
            .invalid,
            AwardPoints.self,
            .init(endUserId: house.ana, pointTypeId: type, amount: amount)
        )
    }

    @Test func `unknown, foreign, blocked and erased end users get nothing`() async throws {
        let house = try await House()
        let owner = house.operatorOf()
        let type = try await owner.newPointType()
        func request(_ id: EndUserID) -> AwardPoints.Request {
            .init(endUserId: id, pointTypeId: type, amount: 1)
        }
        let nobody = EndUserID(house.ids.uuid(at: house.clock.now))
        try await owner.refused(.notFound, AwardPoints.self, request(nobody))
        try await owner.refused(.notFound, AwardPoints.self, request(house.cleo))
        for (version, status) in [(Int64(2), EndUserStatus.blocked), (3, .erased)] {
            try await house.tell(
                house.endUser(house.ben, status, version: version),
                of: house.mall
            )
            try await owner.refused(.endUserBlocked, AwardPoints.self, request(house.ben))
        }
    }

    @Test func `retired and foreign point types and suspended partners give nothing`()
        async throws
    {
        let house = try await House()
        let owner = house.operatorOf()
        let type = try await owner.newPointType()
        let request = AwardPoints.Request(endUserId: house.ana, pointTypeId: type, amount: 1)
        try await house.operatorOf(house.bakery).refused(.notFound, AwardPoints.self, request)
        try await owner.refused(.notFound, AwardPoints.self, request, at: house.bakery)
        try await owner.call(RetirePointType.self, .init(pointTypeId: type, version: 1))
        try await owner.refused(.pointTypeRetired, AwardPoints.self, request)
        try await house.tell(house.partner(house.cafe, .suspended, version: 2), of: house.mall)
        try await owner.refused(.partnerSuspended, AwardPoints.self, request)
    }

    @Test func `the level on points decides who may give and who may take back`() async throws {
        let house = try await House()
        let type = try await house.operatorOf().newPointType()
        let request = AwardPoints.Request(endUserId: house.ana, pointTypeId: type, amount: 1)
        let viewer = house.operatorOf(levels: [.points: .view, .coupons: .full])
        try await viewer.refused(.denied, AwardPoints.self, request)
        let cashier = house.operatorOf(levels: [.points: .update])
        let award = try await cashier.call(AwardPoints.self, request)
        try await cashier.refused(.denied, ReverseAward.self, .init(awardId: award.awardId))
        try await house.endUser(house.ana).refused(.denied, AwardPoints.self, request)
    }

    @Test func `an impersonator stands beside the person they act for`() async throws {
        let house = try await House()
        let admin = house.ids.uuid(at: house.clock.now)
        let owner = house.operatorOf(impersonator: admin)
        let type = try await owner.newPointType()
        try await owner.award(1, of: type, to: house.ana)
        let actor = try await owner.call(ListLedger.self, .init()).items[0].actor
        #expect(actor.id == owner.person.subject)
        #expect(actor.impersonatorId == admin)
    }

    @Test func `a note is kept, shown to the partner and forgotten with the person`() async throws {
        let house = try await House()
        let owner = house.operatorOf()
        let type = try await owner.newPointType()
        try await owner.call(
            AwardPoints.self,
            .init(endUserId: house.ana, pointTypeId: type, amount: 1, note: "for patience")
        )
        #expect(try await owner.call(ListLedger.self, .init()).items[0].note == "for patience")
        try await house.tell(house.endUser(house.ana, .erased, version: 2), of: house.mall)
        #expect(try await owner.call(ListLedger.self, .init()).items[0].note == nil)
        try await house.expectBalanced()
    }

    @Test func `the ledger lists one end user's and one type's entries, in pages`() async throws {
        let house = try await House()
        let owner = house.operatorOf()
        let banana = try await owner.newPointType()
        let stamp = try await owner.newPointType("stamp")
        for amount in 1...5 as ClosedRange<Int64> {
            try await owner.award(amount, of: banana, to: house.ana)
            try await owner.award(amount * 10, of: stamp, to: house.ben)
        }
        let bens = try await owner.call(ListLedger.self, .init(endUserId: house.ben))
        #expect(bens.items.map(\.amount) == [50, 40, 30, 20, 10])
        let first = try await owner.call(ListLedger.self, .init(pointTypeId: banana, limit: 3))
        #expect(first.items.map(\.amount) == [5, 4, 3])
        let second = try await owner.call(
            ListLedger.self,
            .init(pointTypeId: banana, after: first.next, limit: 3)
        )
        #expect(second.items.map(\.amount) == [2, 1])
        #expect(second.next == nil)
        #expect(
            try await house.operatorOf(house.bakery).call(ListLedger.self, .init()).items == []
        )
    }

    @Test func `the ledger can't be changed by any statement`() async throws {
        let house = try await House()
        let owner = house.operatorOf()
        let type = try await owner.newPointType()
        try await owner.award(5, of: type, to: house.ana)
        for sql in ["UPDATE ledger SET amount = 6", "DELETE FROM ledger"] {
            await #expect(throws: (any Error).self) {
                try await house.instance.store.write { try $0.database.execute(sql: sql) }
            }
        }
        for sql in [
            "UPDATE lots SET remaining = -1", "UPDATE lots SET remaining = amount + 1",
            "UPDATE balances SET amount = -1",
        ] {
            await #expect(throws: (any Error).self) {
                try await house.instance.store.write { try $0.database.execute(sql: sql) }
            }
        }
        try await house.expectBalanced()
    }
}
