import GRDB
import OctopusHelpdeskContract
import OctopusIdentityContract
import OctopusLoyaltyContract
import OctopusPartnersContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusHelpdesk

struct NotificationTests {
    @Test func `points and coupons are confirmed once each, and marked as read up to a place`()
        async throws
    {
        let house = try await House()
        let ana = house.endUser(house.ana)
        let award = house.award(to: house.ana)
        for _ in 0..<2 { try await house.tell(award, of: house.mall, partner: house.cafe) }
        for use in [1, 2, 2] as [Int64] {
            try await house.tell(
                CouponRedeemed(
                    issuedCouponId: IssuedCouponID(house.ana.uuid),
                    couponId: CouponID(house.ben.uuid),
                    endUserId: house.ana,
                    use: use,
                    redemptionsLeft: 1
                ),
                of: house.mall,
                partner: house.cafe
            )
        }
        let told = try await ana.call(ListNotifications.self, .init()).items
        #expect(told.map(\.kind) == [.couponRedeemed, .couponRedeemed, .pointsAwarded])
        #expect(told.last?.amount == 5 && told.last?.partnerId == house.cafe)
        #expect(told.last?.partnerName == "A partner" && told.allSatisfy { !$0.isRead })
        #expect(try await ana.call(CountNotifications.self, Empty()).unread == 3)
        let marked = try await ana.call(MarkNotifications.self, .init(read: told[1].seq))
        #expect(marked.unread == 1)
        // It only rises, and not beyond what there is.
        let lower = try await ana.call(MarkNotifications.self, .init(read: 0))
        #expect(lower.unread == 1)
        let all = try await ana.call(MarkNotifications.self, .init(read: 1_000_000_000))
        #expect(all.unread == 0)
        try await house.tell(house.award(to: house.ana), of: house.mall, partner: house.cafe)
        #expect(try await ana.call(CountNotifications.self, Empty()).unread == 1)
        let ben = house.endUser(house.ben)
        #expect(try await ben.call(ListNotifications.self, .init()).items.isEmpty)
        #expect(try await house.events(NotificationRaised.self).count == 4)
    }

    @Test func `an end user who waits for news hears of it, an operator does not`() async throws {
        let house = try await House()
        let admin = try await house.agent(.administrator)
        let ana = house.endUser(house.ana)
        let (start, office) = (
            try await ana.call(ReadOwnNews.self, .init()).next,
            try await admin.call(ReadNews.self, .init()).next
        )
        async let heard = ana.call(ReadOwnNews.self, .init(after: start, waitMs: 20_000))
        try await house.tell(house.award(to: house.ana), of: house.mall, partner: house.cafe)
        let news = try await heard
        #expect(news.unreadNotifications == 1)
        #expect(news.conversations.isEmpty && news.gone.isEmpty)
        let seen = try await admin.call(ReadNews.self, .init(after: office))
        #expect(seen.unreadNotifications == nil && seen.gone.isEmpty)
    }

    @Test func `a promo is told to followers, once each, and not to those who muted`()
        async throws
    {
        let house = try await House()
        let (first, second) = (try await house.channel(), try await house.channel(named: "Bar"))
        try await house.follow(first, by: house.ana)
        try await house.follow(second, by: house.ana)
        try await house.follow(second, by: house.ben)
        try await house.instance.store.write { [ben = house.ben, now = house.clock.now] in
            _ = try $0.database.run("INSERT INTO mutes VALUES (?, ?, ?)", [ben, second, now])
        }
        let id = PromoID(house.ids.uuid(at: house.clock.now))
        func tell(_ version: Int64, _ status: PromoStatus) async throws {
            let audience = PromoAudience(reach: .followers, channels: [first, second])
            try await house.promo(id, version, status, for: audience)
            try await house.runJobs()
        }
        try await tell(1, .scheduled)
        #expect(try await house.events(NotificationRaised.self).isEmpty)
        for version in 2...3 as ClosedRange<Int64> { try await tell(version, .live) }
        for person in [house.ana, house.ben] {
            let told = try await house.endUser(person).call(ListNotifications.self, .init()).items
            #expect(told.map(\.kind) == [.promo] && told.map(\.promoId) == [id])
            #expect(told.first?.title == "Soup")
        }
        let raised = try await house.events(NotificationRaised.self)
        #expect(raised.compactMap(\.tells) == [house.ana] && raised.count == 2)
    }

    @Test
    func `a promo is told of whatever was read of it and its segment elsewhere, until it ends`()
        async throws
    {
        let house = try await House()
        let channel = try await house.channel()
        for person in [house.ana, house.ben] { try await house.follow(channel, by: person) }
        let segment = SegmentID(house.ids.uuid(at: house.clock.now))
        let audience = PromoAudience(reach: .followers, channels: [channel], segmentId: segment)
        func told(_ person: EndUserID) async throws -> Int {
            try await house.endUser(person).call(ListNotifications.self, .init()).items.count
        }
        let ended = PromoID(house.ids.uuid(at: house.clock.now))
        try await house.promo(ended, 1, .live, for: audience)
        try await house.promo(ended, 2, .ended, for: audience)
        let live = PromoID(house.ids.uuid(at: house.clock.now))
        try await house.promo(live, 1, .live, for: audience)
        try await house.instance.store.write {
            _ = try $0.database.run("UPDATE promos SET is_live = 0 WHERE id = ?", [live])
        }
        try await house.runJobs()
        #expect(try await told(house.ana) == 0, "nobody knows yet for whom it is")
        let rule = SegmentRule.follows([channel])
        try await house.tell(
            SegmentChanged(id: segment, version: 1, name: "Some", rule: rule, status: .active),
            of: house.mall,
            partner: house.cafe
        )
        house.pass(.seconds(1))
        try await house.runJobs()
        for person in [house.ana, house.ben] { #expect(try await told(person) == 1) }
    }

    @Test func `a promo waits until it is known who followed before, at most for a minute`()
        async throws
    {
        let house = try await House()
        let channel = try await house.channel()
        let audience = PromoAudience(reach: .followers, channels: [channel])
        func told(after seconds: Int64) async throws -> Int {
            house.pass(.seconds(seconds))
            try await house.runJobs()
            return try await house.endUser(house.ana).call(ListNotifications.self, .init()).items
                .count
        }
        func run(_ statement: String, _ id: PromoID? = nil) async throws {
            try await house.instance.store.write {
                let arguments: StatementArguments = if let id { [id] } else { [] }
                _ = try $0.database.run(statement, arguments)
            }
        }
        // The projection of channels has read neither that it began nor that Ana followed.
        let first = PromoID(house.ids.uuid(at: house.clock.now))
        try await house.promo(first, 1, .scheduled, for: audience)
        try await house.promo(first, 2, .live, for: audience)
        try await run("UPDATE promos SET version = 1 WHERE id = ?", first)
        #expect(try await told(after: 0) == 0)
        try await house.follow(channel, by: house.ana)
        #expect(try await told(after: 30) == 0)
        try await run("UPDATE promos SET version = 2 WHERE id = ?", first)
        #expect(try await told(after: 1) == 1)
        // It begins with states, which come in any order.
        try await run(
            """
            INSERT INTO followers (name, shard, snapshot_epoch, snapshot_seq, snapshot_cursor)
            VALUES ('channels', 0, randomblob(16), 9, x'00')
            """
        )
        let second = PromoID(house.ids.uuid(at: house.clock.now))
        try await house.promo(second, 1, .live, for: audience)
        #expect(try await told(after: 59) == 1)
        try await run("DELETE FROM followers WHERE name = 'channels'")
        #expect(try await told(after: 1) == 2)
        // One that is never read of there is told all the same.
        let third = PromoID(house.ids.uuid(at: house.clock.now))
        try await house.promo(third, 1, .live, for: audience)
        try await run("DELETE FROM promos WHERE id = ?", third)
        #expect(try await told(after: 58) == 2)
        #expect(try await told(after: 2) == 3)
    }

    @Test func `it stands in the thread with the partner, which stays as it is`() async throws {
        let house = try await House()
        let (ana, boss) = (house.endUser(house.ana), try await house.agent(.administrator))
        let first = try await house.asked(in: house.channel())
        let second = try await house.asked(in: house.channel(named: "Bar"))
        _ = try await boss.take(second)
        try await boss.call(FinishConversation.self, .init(conversationId: second))
        try await house.tell(
            house.award(to: house.ana),
            of: house.mall,
            partner: house.cafe,
            happenedAt: house.clock.now
        )
        let line = try #require(try await ana.messages(of: second).last)
        #expect(line.kind == .system && line.happening?.kind == .pointsAwarded)
        #expect(line.happening?.amount == 5 && line.engagement == nil)
        let seen = try await ana.seen(second)
        #expect(seen.status == .finished && seen.unread == 0)
        #expect(try await ana.messages(of: first).count == 1)
        // Another's conversation, and another partner's points, are none of it.
        try await house.tell(house.award(to: house.ben), of: house.mall, partner: house.cafe)
        let count = try await ana.messages(of: second).count
        #expect(count == Int(line.seq))
    }

    @Test func `a tenant keeps them for a shorter time`() async throws {
        let house = try await House()
        let ana = house.endUser(house.ana)
        for days in [10, 2] as [Int64] {
            try await house.tell(
                house.award(to: house.ana),
                of: house.mall,
                partner: house.cafe,
                happenedAt: house.clock.now.adding(.milliseconds(-days * 86_400_000))
            )
        }
        try await house.keep(notifications: 7)
        #expect(try await ana.call(ListNotifications.self, .init()).items.count == 1)
        house.pass(.seconds(6 * 86_400))
        try await house.runJobs()
        #expect(try await ana.call(ListNotifications.self, .init()).items.isEmpty)
    }

    @Test func `a message to many is among them, and all goes with the end user`() async throws {
        let house = try await House()
        let channel = try await house.channel()
        try await house.follow(channel, by: house.ana)
        let id = try await house.sender.send(.to(channel))
        try await house.runJobs()
        let ana = house.endUser(house.ana)
        let told = try await ana.call(ListNotifications.self, .init()).items
        #expect(told.map(\.kind) == [.message] && told.map(\.broadcastId) == [id])
        try await ana.call(MarkNotifications.self, .init(read: told[0].seq))
        try await house.tell(house.endUser(house.ana, .erased, version: 2), of: house.mall)
        // What loyalty tells late leaves nothing.
        try await house.tell(house.award(to: house.ana), of: house.mall, partner: house.cafe)
        let left = try await house.inspect { database in
            try Int.fetchOne(
                database,
                sql: """
                    SELECT (SELECT count(*) FROM notifications)
                        + (SELECT count(*) FROM notification_marks)
                    """
            )
        }
        #expect(left == 0)
    }

    @Test func `what is long past wakes nobody, and is kept for half a year`() async throws {
        let house = try await House()
        let ana = house.endUser(house.ana)
        let now = house.clock.now
        for days in [2, 200] as [Int64] {
            try await house.tell(
                house.award(to: house.ana),
                of: house.mall,
                partner: house.cafe,
                happenedAt: now.adding(.milliseconds(-days * 86_400_000))
            )
        }
        #expect(try await ana.call(ListNotifications.self, .init()).items.count == 1)
        #expect(try await house.events(NotificationRaised.self).isEmpty)
        house.pass(.seconds(179 * 86_400))
        try await house.runJobs()
        #expect(try await ana.call(ListNotifications.self, .init()).items.isEmpty)
    }
}

extension World<HelpdeskEnvironment> {
    fileprivate func promo(
        _ id: PromoID,
        _ version: Int64,
        _ status: PromoStatus,
        for audience: PromoAudience
    ) async throws {
        let terms = PromoTerms(title: "Soup", text: "It is back.", audience: audience)
        try await tell(
            PromoChanged(id: id, version: version, terms: terms, status: status),
            of: mall,
            partner: cafe
        )
    }

    fileprivate func award(to endUser: EndUserID) -> PointsAwarded {
        PointsAwarded(
            awardId: AwardID(ids.uuid(at: clock.now)),
            endUserId: endUser,
            pointTypeId: PointTypeID(ids.uuid(at: clock.now)),
            amount: 5,
            balance: 5
        )
    }
}
