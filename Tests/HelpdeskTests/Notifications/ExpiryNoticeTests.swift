import FoundationEssentials
import GRDB
import OctopusHelpdeskContract
import OctopusLoyaltyContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusHelpdesk
@testable import OctopusStore

/// Loyalty says that points expire soon: in the app, and in the thread.
struct ExpiryNoticeTests {
    private let words = "5 bananas can be used for 3 days, until 2026-03-11"

    private func notice(
        _ house: House,
        of award: AwardID? = nil,
        for days: Int64 = 3,
        in channel: ChannelID? = nil
    ) async throws {
        try await house.tell(
            PointsExpiring(
                awardId: award ?? AwardID(house.ids.uuid(at: house.clock.now)),
                endUserId: house.ana,
                pointTypeId: PointTypeID(house.cafe.uuid),
                amount: 5,
                expiresAt: house.clock.now.adding(.seconds(days * 86_400)),
                message: words,
                channelId: channel
            ),
            of: house.mall,
            partner: house.cafe
        )
    }

    @Test func `it is told once in the partner's words, whatever is read or restored again`()
        async throws
    {
        var house = try await House()
        let conversation = try await house.asked()
        let award = AwardID(house.ids.uuid(at: house.clock.now))
        for _ in 0..<2 { try await notice(house, of: award) }
        house = try await House(restarting: house)
        try await notice(house, of: award)
        let ana = house.endUser(house.ana)
        let told = try await ana.call(ListNotifications.self, .init()).items
        #expect(told.map(\.kind) == [.pointsExpiring] && told.map(\.text) == [words])
        #expect(told.first?.amount == 5 && told.first?.partnerId == house.cafe)
        #expect(try await house.events(NotificationRaised.self).map(\.kind) == [.pointsExpiring])
        let lines = try await ana.messages(of: conversation).filter { $0.kind == .system }
        #expect(lines.map(\.text) == [words] && lines.first?.sender.side == .system)
        #expect(lines.first?.happening?.kind == .pointsExpiring)
        #expect(lines.first?.happening?.amount == 5)
        #expect(try await ana.seen(conversation).unread == 0, "it is no message that waits")
        try await notice(house)
        #expect(try await ana.call(CountNotifications.self, Empty()).unread == 2)
    }

    @Test func `it stands in the thread of the channel that gave the points`() async throws {
        let house = try await House()
        let (gave, silent) = (try await house.channel(), try await house.channel(named: "Bar"))
        let first = try await house.asked(in: gave)
        house.pass(.seconds(1))
        let second = try await house.asked(in: house.channel(named: "Bistro"))
        let ana = house.endUser(house.ana)
        try await notice(house, in: gave)
        #expect(try await ana.messages(of: first).last?.text == words)
        #expect(try await ana.messages(of: second).count == 1)
        // Without a thread of the channel it is told in the app alone.
        try await notice(house, in: silent)
        #expect(try await ana.messages(of: first).count == 2)
        #expect(try await ana.messages(of: second).count == 1)
        let told = try await ana.call(ListNotifications.self, .init()).items
        #expect(told.map(\.channelId) == [silent, gave])
    }

    @Test func `of what has expired by now nobody is told`() async throws {
        let house = try await House()
        for days in [-1, 0] as [Int64] { try await notice(house, for: days) }
        let told = try await house.endUser(house.ana).call(ListNotifications.self, .init())
        #expect(told.items.isEmpty)
    }

    @Test func `older notifications stay, and none gets the place of a purged one`() throws {
        let steps = HelpdeskService.migrations.migrations
        let at = try #require(steps.firstIndex { $0.name == "V018-expiry-notices" })
        let before = MigrationSet("helpdesk", Array(steps[..<at]))
        let queue = try DatabaseQueue()
        let insert = """
            INSERT INTO notifications (tenant, end_user, partner, at, kind, thing, amount)
            VALUES (?1, ?1, ?1, 7, ?2, ?3, 5)
            """
        let id = Data(repeating: 1, count: 16)
        func migrate(_ set: MigrationSet, _ database: Database) throws {
            let migrator = Migrator(path: ":memory:", sets: [.store, set], nowMilliseconds: 0)
            _ = try migrator.migrate(database)
        }
        try queue.writeWithoutTransaction { database in
            try migrate(before, database)
            for thing in ["a", "b", "c"] {
                try database.execute(sql: insert, arguments: [id, "pointsAwarded", thing])
            }
            try database.execute(sql: "DELETE FROM notifications WHERE thing = 'c'")
            try migrate(HelpdeskService.migrations, database)
            try database.execute(sql: insert, arguments: [id, "pointsExpiring", "d"])
            let kept = try Row.fetchAll(
                database,
                sql: "SELECT seq, kind, thing, amount, text FROM notifications ORDER BY seq"
            )
            #expect(kept.map { $0["seq"] as Int64 } == [1, 2, 4])
            #expect(kept.map { $0["thing"] as String } == ["a", "b", "d"])
            #expect(kept.allSatisfy { $0["amount"] == 5 as Int64 })
        }
    }
}
