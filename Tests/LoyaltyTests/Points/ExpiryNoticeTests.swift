import GRDB
import OctopusIdentityContract
import OctopusLoyaltyContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusLoyalty

/// The café's bananas can be used for ten days after they were given: those of 1 March end with the 11th, and
/// three days before that is over, on the 9th at nine, it is told.
struct ExpiryNoticeTests {
    private static let day: Duration = .seconds(86_400)

    @Test func `it is told so many days before, in the partner's words, once`() async throws {
        var house = try await House()
        let type = try await house.noticed()
        let award = try await house.operatorOf().award(5, of: type, to: house.ana)
        #expect(try await house.told().isEmpty)
        house.pass(.milliseconds(8 * 86_400_000 - 1))
        #expect(try await house.told().isEmpty)
        house.pass(.milliseconds(1))
        let told = try await house.told()
        let event = try #require(told.first)
        #expect(told.count == 1 && event.endUserId == house.ana && event.pointTypeId == type)
        #expect(event.amount == 5 && event.awardId == award.awardId && event.channelId == nil)
        #expect(event.expiresAt == award.expiresAt)
        #expect(event.message == "5 banana, 3 days: until 2026-03-11")
        for _ in 0..<2 {
            house = try await House(restarting: house)
            try await house.instance.jobs.wake(ExpiryNotices.job)
            #expect(try await house.told().count == 1)
            house.pass(Self.day)
        }
        try await house.expectBalanced()
    }

    @Test func `all that ends at one moment is one message, with what is left by then`()
        async throws
    {
        let house = try await House()
        let (type, cafe) = (try await house.noticed(), house.operatorOf())
        try await cafe.award(4, of: type, to: house.ana)
        let second = try await cafe.award(6, of: type, to: house.ana)
        try await cafe.award(5, of: type, to: house.ben)
        let coupon = try await cafe.newCoupon(
            CouponTerms(title: "Tea", price: CouponPrice(pointTypeId: type, amount: 5))
        )
        for person in [house.ana, house.ben] { _ = try await house.endUser(person).get(coupon) }
        house.pass(Self.day * 8)
        let told = try await house.told()
        #expect(told.map(\.endUserId) == [house.ana], "Ben has none left")
        #expect(told.map(\.amount) == [5] && told.map(\.awardId) == [second.awardId])
    }

    @Test func `the channel through which all of it was given is named`() async throws {
        let house = try await House()
        let (type, cafe) = (try await house.noticed(), house.operatorOf())
        let shop = try await house.newChannel()
        let stall = try await house.newChannel(named: "Stall")
        func award(_ endUser: EndUserID, _ channel: ChannelID?) async throws {
            try await cafe.call(
                AwardPoints.self,
                .init(endUserId: endUser, pointTypeId: type, amount: 1, channelId: channel)
            )
        }
        for channel in [shop, shop] { try await award(house.ana, channel) }
        for channel in [shop, stall] { try await award(house.ben, channel) }
        house.pass(Self.day * 8)
        let told = try await house.told()
        let channels = Dictionary(
            told.map { ($0.endUserId, $0.channelId) },
            uniquingKeysWith: { one, _ in one }
        )
        #expect(channels == [house.ana: shop, house.ben: nil])
    }

    @Test func `a refund is not told again, and what was spent by then is told the next morning`()
        async throws
    {
        let house = try await House()
        let (type, cafe) = (try await house.noticed(), house.operatorOf())
        let coupon = try await cafe.newCoupon(
            CouponTerms(title: "Tea", price: CouponPrice(pointTypeId: type, amount: 5))
        )
        func spend(_ person: EndUserID) async throws -> IssuedCouponID {
            try await house.endUser(person).get(coupon).issuedCoupon.id
        }
        for person in [house.ana, house.ben] { try await cafe.award(5, of: type, to: person) }
        let bens = try await spend(house.ben)
        house.pass(Self.day * 8)
        #expect(try await house.told().map(\.endUserId) == [house.ana])
        for issued in [try await spend(house.ana), bens] {
            try await cafe.call(
                RevokeIssuedCoupon.self,
                .init(issuedCouponId: issued, refund: true)
            )
        }
        #expect(try await house.told().count == 1)
        house.pass(Self.day)
        let told = try await house.told()
        #expect(told.map(\.endUserId) == [house.ana, house.ben])
        #expect(told.last?.message == "5 banana, 2 days: until 2026-03-11")
    }

    @Test func `a changed notice holds for points that are there, and tells none twice`()
        async throws
    {
        let house = try await House()
        let (type, cafe) = (try await house.noticed(), house.operatorOf())
        try await cafe.award(5, of: type, to: house.ana)
        house.pass(Self.day * 5)
        #expect(try await house.told().isEmpty)
        try await house.edit(type, version: 1, days: 8, message: "{{days}} left")
        #expect(try await house.told().map(\.message) == ["6 left"])
        try await house.edit(type, version: 2, days: 3, message: "Again?")
        house.pass(Self.day * 3)
        #expect(try await house.told().count == 1)
        // What comes into a day that was told is told, alone.
        try await house.edit(type, version: 3, validity: .days(2), days: 1, message: "{{amount}}")
        let late = try await cafe.award(7, of: type, to: house.ana)
        house.pass(Self.day * 2)
        let told = try await house.told()
        #expect(told.map(\.message) == ["6 left", "7"] && told.last?.awardId == late.awardId)
        #expect(told.first?.expiresAt == told.last?.expiresAt)
        // Without a notice nobody is told, of a retired type they are.
        let (quiet, gone) = (try await house.noticed("plum"), try await house.noticed("pear"))
        for type in [quiet, gone] { try await cafe.award(1, of: type, to: house.ben) }
        try await house.edit(quiet, version: 1, days: nil, message: nil)
        try await cafe.call(RetirePointType.self, .init(pointTypeId: gone, version: 1))
        house.pass(Self.day * 8)
        #expect(try await house.told().dropFirst(2).map(\.pointTypeId) == [gone])
    }

    @Test func `who can't use points is not told, and what has expired is not`() async throws {
        let house = try await House()
        let (type, cafe) = (try await house.noticed(), house.operatorOf())
        for person in [house.ana, house.ben] { try await cafe.award(5, of: type, to: person) }
        try await house.tell(house.partner(house.cafe, .suspended, version: 2), of: house.mall)
        try await house.tell(house.endUser(house.ben, .blocked, version: 2), of: house.mall)
        house.pass(Self.day * 8)
        #expect(try await house.told().isEmpty)
        try await house.tell(house.partner(house.cafe, version: 3), of: house.mall)
        #expect(try await house.told().isEmpty)
        house.pass(Self.day)
        #expect(try await house.told().map(\.endUserId) == [house.ana])
        try await house.tell(house.endUser(house.ben, version: 3), of: house.mall)
        house.pass(Self.day)
        #expect(try await house.told().count == 1, "Ben was passed over")
        try await cafe.award(5, of: type, to: house.ana)
        house.pass(Self.day * 11)
        #expect(try await house.told().count == 1, "nobody looked in time")
    }

    @Test func `slices tell everybody once, and one that fails has told nobody`() async throws {
        let house = try await House()
        let (type, cafe) = (try await house.noticed(), house.operatorOf())
        var people: Set<EndUserID> = []
        for _ in 0..<210 {
            let person = EndUserID(house.ids.uuid(at: house.clock.now))
            try await house.tell(house.endUser(person), of: house.mall)
            try await cafe.award(5, of: type, to: person)
            people.insert(person)
        }
        house.pass(Self.day * 8)
        await #expect(throws: Unexpected.self) { try await house.slice(failing: true) }
        #expect(try await house.events(PointsExpiring.self).isEmpty)
        #expect(try await house.slice() == .again)
        let first = try await house.events(PointsExpiring.self).count
        #expect((1...200).contains(first))
        let other = try await House(restarting: house)
        let told = try await other.told()
        #expect(told.count == 210 && Set(told.map(\.endUserId)) == people)
    }

    @Test
    func `a type that a wrong clock put off is looked at, and an old message is told as it is`()
        async throws
    {
        let house = try await House()
        let type = try await house.noticed()
        try await house.operatorOf().award(5, of: type, to: house.ana)
        _ = try await house.told()
        house.pass(Self.day * 8)
        let late = house.clock.now.adding(Self.day * 400)
        try await house.instance.store.write { transaction in
            _ = try transaction.database.run(
                "UPDATE point_types SET notice_due_at = ?, notice_message = 'Soon {{gone'",
                [late]
            )
        }
        #expect(try await house.slice() == .again)
        #expect(try await house.events(PointsExpiring.self).map(\.message) == ["Soon {{gone"])
        let morning = house.clock.now.adding(Self.day)
        #expect(try await house.slice() == .dueAt(morning))
    }
}

extension World<LoyaltyEnvironment> {
    /// A point type of the café's with a notice.
    fileprivate func noticed(_ name: String = "banana") async throws -> PointTypeID {
        try await operatorOf().call(
            CreatePointType.self,
            .init(
                name: name,
                validity: .days(10),
                expiryNoticeDays: 3,
                expiryMessage: "{{amount}} {{points}}, {{days}} days: until {{date}}"
            )
        ).id
    }

    fileprivate func edit(
        _ type: PointTypeID,
        version: Int64,
        validity: Validity = .days(10),
        days: Int64?,
        message: String?
    ) async throws {
        try await operatorOf().call(
            EditPointType.self,
            .init(
                pointTypeId: type,
                version: version,
                name: "\(type)",
                validity: validity,
                expiryNoticeDays: days,
                expiryMessage: message
            )
        )
    }

    /// All that was told after the jobs had run.
    fileprivate func told() async throws -> [PointsExpiring] {
        try await instance.jobs.runDue()
        return try await events(PointsExpiring.self)
    }

    /// One slice of the job; a failing one dies at its end.
    @discardableResult
    fileprivate func slice(failing: Bool = false) async throws -> JobResult {
        let (ids, environment) = (ids, instance.environment)
        return try await instance.store.write { transaction in
            let context = WorkContext(
                now: Instant(milliseconds: transaction.nowMilliseconds),
                environment: environment,
                transaction: transaction,
                trace: nil,
                ids: ids
            )
            let result = try ExpiryNotices.run(in: context)
            if failing { throw Unexpected() }
            return result
        }
    }
}
