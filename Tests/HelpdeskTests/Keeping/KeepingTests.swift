import GRDB
import OctopusHelpdeskContract
import OctopusIdentityContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusHelpdesk

struct KeepingTests {
    @Test func `old words of finished conversations go, and what is counted stays`() async throws {
        let house = try await House()
        let boss = try await house.agent(.administrator)
        let (ana, ben) = (house.endUser(house.ana), house.endUser(house.ben))
        let channel = try await house.channel()
        let finished = try await house.asked("An old word.", in: channel)
        let waiting = try await house.asked("An old word.", by: house.ben, in: channel)
        try await ana.attach(ana.upload(.video(1)), in: finished)
        _ = try await boss.take(finished)
        try await boss.call(FinishConversation.self, .init(conversationId: finished))
        try await house.index()
        house.pass(.seconds(20 * 86_400))
        try await house.keep(chats: 30)
        #expect(try await ana.messages(of: finished).count == 4, "none is old")
        house.pass(.seconds(11 * 86_400))
        try await house.runJobs()
        #expect(try await ana.messages(of: finished).isEmpty)
        #expect(try await ana.seen(finished).unread == 0)
        #expect(try await ben.messages(of: waiting).count == 1, "it still waits")
        #expect(try await boss.finds("old") == [1], "of the one that waits")
        let rounds = try await house.inspect {
            try Int64.one($0, "SELECT count(*) FROM rounds WHERE finished_at IS NOT NULL")
        }
        #expect(rounds == 1)
        try await house.dayPasses()
        #expect(try await house.keptFiles() == 0)
        // It goes on with the places that come next.
        try await ana.post("New.", in: finished)
        #expect(try await ana.messages(of: finished).map(\.seq) == [5])
    }

    @Test func `files go earlier than their messages if the tenant wants that`() async throws {
        let house = try await House()
        let ana = house.endUser(house.ana)
        let id = try await house.asked()
        try await ana.attach(ana.upload(.video(1)), in: id)
        try await house.keep(files: 7)
        house.pass(.seconds(6 * 86_400))
        try await ana.attach(ana.upload(.video(2)), in: id)
        house.pass(.seconds(2 * 86_400))
        try await house.runJobs()
        let messages = try await ana.messages(of: id)
        #expect(messages.map { $0.file != nil } == [false, false, true])
        #expect(messages.map(\.kind) == [.text, .attachment, .attachment])
        try await house.dayPasses()
        #expect(try await house.keptFiles() == 1)
    }

    @Test func `another tenant's stay, and a tenant that keeps all for ever is not looked at`()
        async throws
    {
        let house = try await House()
        let id = try await house.asked()
        let boss = try await house.agent(.administrator)
        _ = try await boss.take(id)
        try await boss.call(FinishConversation.self, .init(conversationId: id))
        try await house.keep(chats: 1, of: house.bank)
        house.pass(.seconds(40 * 86_400))
        try await house.runJobs()
        #expect(try await house.endUser(house.ana).messages(of: id).count == 3)
        try await house.keep(of: house.bank, version: 1)
        let walks = try await house.inspect { try Int64.one($0, "SELECT count(*) FROM keeping") }
        #expect(walks == 0)
    }

    @Test func `visits go earlier than everywhere if the tenant wants that`() async throws {
        let house = try await House()
        let (mall, cafe, now) = (house.mall, house.cafe, house.clock.now)
        let day: Int64 = 86_400_000
        try await house.instance.store.write { transaction in
            for (visitor, days) in [(1, 9), (2, 1)] as [(Int64, Int64)] {
                _ = try transaction.database.run(
                    """
                    INSERT INTO visitors (seq, tenant, partner, visitor, website, host, path,
                        opened_at, began_at, seen_at, pages, visits)
                    VALUES (?, ?, ?, randomblob(16), randomblob(16), 'cafe.example', '/', 0, 0, ?, 1, 1)
                    """,
                    [visitor, mall, cafe, now.adding(milliseconds: -days * day)]
                )
                for age in [days, days + 8] {
                    _ = try transaction.database.run(
                        """
                        INSERT INTO page_views (visitor, at, website, host, path)
                        VALUES (?, ?, randomblob(16), 'cafe.example', '/')
                        """,
                        [visitor, now.adding(milliseconds: -age * day)]
                    )
                }
            }
        }
        try await house.keep(visits: 7)
        let left = try await house.inspect { database in
            try Int64.all(
                database,
                "SELECT seq FROM visitors UNION ALL SELECT 10 * visitor FROM page_views"
            )
        }
        #expect(left == [2, 20])
    }

    @Test func `a long conversation goes in slices, each to its end`() async throws {
        let house = try await House()
        let boss = try await house.agent(.administrator)
        let ana = house.endUser(house.ana)
        let id = try await house.asked()
        for number in 2...250 {
            house.pass(.seconds(2))
            try await ana.post("\(number)", in: id)
        }
        _ = try await boss.take(id)
        try await boss.call(FinishConversation.self, .init(conversationId: id))
        house.pass(.seconds(5 * 86_400))
        try await ana.post("Again.", in: id)
        _ = try await boss.take(id)
        try await boss.call(FinishConversation.self, .init(conversationId: id))
        try await house.keep(chats: 3)
        #expect(try await ana.messages(of: id).map(\.seq) == [253, 254, 255])
    }
}

extension House {
    /// A tenant sets how long things are kept, and the jobs run.
    func keep(
        chats: Int64? = nil,
        files: Int64? = nil,
        visits: Int64? = nil,
        notifications: Int64? = nil,
        of tenant: TenantID? = nil,
        version: Int64 = 0
    ) async throws {
        try await desk(of: tenant).call(
            EditTenantChatPolicy.self,
            .init(
                version: version,
                terms: TenantChatTerms(
                    keepsChatsDays: chats,
                    keepsFilesDays: files,
                    keepsVisitsDays: visits,
                    keepsNotificationsDays: notifications
                )
            )
        )
        try await runJobs()
    }
}
