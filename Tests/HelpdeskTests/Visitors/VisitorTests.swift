import GRDB
import OctopusHelpdeskContract
import OctopusIdentityContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusHelpdesk

struct VisitorTests {
    @Test func `a visitor is noted on registered websites, with consent, and no more than that`()
        async throws
    {
        let house = try await House()
        let (ivo, visitor) = (try await house.agent(), house.visitor())
        let page = "https://ana:secret@shop.example:8443/tea/../te%61?card=4111#top"
        try await visitor.refused(
            .websiteUnknown,
            NotePageView.self,
            .init(page: page, hasConsented: true)
        )
        let website = try await house.website()
        let silent = try await visitor.call(
            NotePageView.self,
            .init(page: page, hasConsented: false)
        )
        #expect(!silent.isNoted)
        #expect(try await ivo.call(ListVisitors.self, .init()).items.isEmpty)
        for wrong in [
            NotePageView.Request(page: "shop.example", hasConsented: true),
            NotePageView.Request(page: page, country: "hr", hasConsented: true),
            NotePageView.Request(page: page, title: "A\u{7}", hasConsented: true),
        ] { try await visitor.refused(.invalid, NotePageView.self, wrong) }
        try await visitor.refused(
            .websiteUnknown,
            NotePageView.self,
            .init(page: "https://evil-shop.example/", hasConsented: true)
        )
        try await visitor.refused(
            .websiteUnknown,
            NotePageView.self,
            .init(page: "https://shop.example/", hasConsented: true),
            at: house.bakery
        )
        let noted = try await visitor.call(
            NotePageView.self,
            .init(
                page: page,
                title: "Tea",
                referrer: "https://search.example/?q=tea",
                country: "HR",
                hasConsented: true
            )
        )
        #expect(noted.isNoted)
        let there = try #require(try await ivo.call(ListVisitors.self, .init()).items.first)
        #expect(there.visitorId == visitor.visitorID && there.page.websiteId == website)
        #expect(there.page.host == "shop.example" && there.page.path == "/tea")
        #expect(there.page.referrer == "search.example" && there.country == "HR")
        #expect(there.pages == 1 && there.visits == 1 && there.conversationId == nil)
    }

    @Test func `who is there now, where they were, and in which visit`() async throws {
        let house = try await House()
        let (ivo, visitor) = (try await house.agent(), house.visitor())
        _ = try await house.website("*.shop.example")
        try await visitor.view("https://a.shop.example/tea")
        house.pass(.seconds(30))
        try await visitor.view("https://a.shop.example/tea")
        try await visitor.view("https://b.shop.example/tea")
        house.pass(.seconds(119))
        let there = try await ivo.call(ListVisitors.self, .init()).items
        #expect(there.map(\.pages) == [2] && there.map(\.page.host) == ["b.shop.example"])
        house.pass(.seconds(1))
        #expect(try await ivo.call(ListVisitors.self, .init()).items.isEmpty)
        house.pass(.seconds(1_800))
        try await visitor.view("https://b.shop.example/tea")
        let back = try #require(try await ivo.call(ListVisitors.self, .init()).items.first)
        #expect(back.visits == 2 && back.pages == 1 && back.beganAt == house.clock.now)
        let views = try await ivo.call(
            ListPageViews.self,
            .init(visitorId: visitor.visitorID, limit: 2)
        )
        #expect(views.items.map(\.host) == ["b.shop.example", "b.shop.example"])
        let rest = try await ivo.call(
            ListPageViews.self,
            .init(visitorId: visitor.visitorID, after: views.next, limit: 2)
        )
        #expect(rest.items.map(\.host) == ["a.shop.example"] && rest.next == nil)
        let baker = try await house.agent(of: house.bakery)
        try await baker.refused(
            .notFound,
            ListPageViews.self,
            .init(visitorId: visitor.visitorID)
        )
        #expect(try await baker.call(ListVisitors.self, .init()).items.isEmpty)
        try await house.operatorOf().refused(.notAnOperator, ListVisitors.self, .init())
    }

    @Test func `a visitor fills nothing: views are rare and few, and go with time`() async throws {
        let house = try await House()
        let (ivo, visitor) = (try await house.agent(), house.visitor())
        _ = try await house.website()
        for number in 0...60 { try await visitor.view("https://shop.example/\(number)") }
        try await visitor.refused(
            .throttled,
            NotePageView.self,
            .init(page: "https://shop.example/", hasConsented: true)
        )
        for number in 0..<150 {
            house.pass(.seconds(5))
            try await visitor.view("https://shop.example/\(number)")
        }
        #expect(try await house.pageViews() == 200)
        // Another takes the place of who was seen longest ago.
        let second = house.visitor()
        try await second.view("https://shop.example/second")
        try await house.instance.store.write { transaction in
            try Visits.makeRoom(at: house.cafe, most: 2, in: transaction.database)
            try Visits.makeRoom(at: house.cafe, most: 2, in: transaction.database)
        }
        #expect(try await house.pageViews() == 1)
        let there = try await ivo.call(ListVisitors.self, .init()).items
        #expect(there.map(\.visitorId) == [second.visitorID])
        house.pass(.seconds(91 * 86_400))
        try await house.runJobs()
        #expect(try await house.pageViews() == 0)
    }

    @Test func `a visitor writes from a registered website, and its rule says to whom`()
        async throws
    {
        let house = try await House()
        let (ivo, eva) = (try await house.agent(), try await house.agent(named: "Eva"))
        let (visitor, channel) = (house.visitor(), try await house.channel())
        try await visitor.refused(.websiteUnknown, OpenConversation.self, .init(channelId: channel))
        let page = "https://shop.example/tea"
        try await visitor.refused(
            .websiteUnknown,
            OpenConversation.self,
            .init(channelId: channel, page: page)
        )
        try await house.rule(on: house.website(), "/tea", to: [ivo])
        let id = try await visitor.call(
            OpenConversation.self,
            .init(channelId: channel, page: page)
        ).conversationId
        try await visitor.post("Have you green tea?", in: id)
        #expect(try await ivo.waiting() == [id])
        #expect(try await eva.waiting().isEmpty)
        try await ivo.post("Yes.", in: id)
        #expect(
            try await visitor.messages(of: id).map(\.text) == ["Have you green tea?", nil, "Yes."]
        )
        try await house.visitor().refused(
            .notFound,
            GetConversation.self,
            .init(conversationId: id)
        )
        for number in 1..<20 {
            let channel = try await house.channel(named: "Café \(number)")
            try await visitor.call(OpenConversation.self, .init(channelId: channel, page: page))
        }
        try await visitor.refused(
            .tooManyConversations,
            OpenConversation.self,
            .init(channelId: house.channel(named: "More"), page: page)
        )
    }

    @Test func `of two operators who invite a visitor at once one begins the conversation`()
        async throws
    {
        let house = try await House()
        let (ivo, eva) = (try await house.agent(), try await house.agent(named: "Eva"))
        let admin = try await house.agent(.administrator)
        let (visitor, channel) = (house.visitor(), try await house.channel())
        _ = try await house.website()
        let request = InviteVisitor.Request(visitorId: visitor.visitorID, channelId: channel)
        try await ivo.refused(.notFound, InviteVisitor.self, request)
        try await visitor.view("https://shop.example/tea")
        let own = try await visitor.call(ReadOwnNews.self, .init()).next
        async let one = try? await ivo.call(InviteVisitor.self, request)
        async let other = try? await eva.call(InviteVisitor.self, request)
        let begun = [await one, await other].compactMap { $0 }
        #expect(begun.count == 1)
        let standing = try #require(begun.first)
        #expect(standing.status == .active)
        let winner = standing.agentId == ivo.userID ? ivo : eva
        #expect(try await winner.call(InviteVisitor.self, request) == standing)
        let loser = standing.agentId == ivo.userID ? eva : ivo
        try await loser.refused(.conversationTaken, InviteVisitor.self, request)
        let news = try await visitor.call(ReadOwnNews.self, .init(after: own))
        #expect(news.conversations.map(\.id) == [standing.conversationId])
        #expect(news.messages.compactMap(\.message.happening?.kind) == [.invited])
        let there = try await winner.call(ListVisitors.self, .init()).items
        #expect(there.map(\.conversationId) == [standing.conversationId])
        #expect(
            try await loser.call(ListVisitors.self, .init()).items.map(\.conversationId) == [nil]
        )
        // Within the cap, while they are there, and at this partner alone.
        try await admin.call(
            EditChatPolicy.self,
            .init(version: 0, terms: ChatPolicyTerms(mostConversations: 1))
        )
        let next = house.visitor()
        try await next.view("https://shop.example/")
        let second = InviteVisitor.Request(visitorId: next.visitorID, channelId: channel)
        try await winner.refused(.operatorFull, InviteVisitor.self, second)
        try await house.agent(of: house.bakery).refused(.notFound, InviteVisitor.self, second)
        house.pass(.seconds(121))
        try await loser.refused(.visitorGone, InviteVisitor.self, second)
    }

    @Test func `who logs in has what they began as a visitor, beside their own`() async throws {
        let house = try await House()
        let ivo = try await house.agent()
        let channel = try await house.channel()
        _ = try await house.website()
        let own = try await house.asked(in: channel)
        let visitor = house.visitor()
        try await visitor.view("https://shop.example/")
        let page = "https://shop.example/"
        let begun = try await visitor.call(
            OpenConversation.self,
            .init(channelId: channel, page: page)
        ).conversationId
        try await visitor.post("Who am I?", in: begun)
        _ = try await ivo.take(begun)
        let elsewhere = try await visitor.call(
            OpenConversation.self,
            .init(channelId: house.channel(named: "Tea"), page: page)
        ).conversationId
        try await visitor.leave("Well?", at: channel, on: page)
        try await ivo.call(MailTranscript.self, .init(conversationId: begun))
        #expect(try await !house.mails().isEmpty)
        let ana = house.endUser(house.ana)
        let start = try await ana.call(ReadOwnNews.self, .init()).next
        let joined = VisitorJoined(
            id: visitor.visitorID,
            version: 1,
            endUserId: house.ana,
            joinedAt: house.clock.now
        )
        for _ in 0..<2 { try await house.tell(joined, of: house.mall) }
        let all = try await ana.call(ListOwnConversations.self, .init()).items.map(\.id)
        #expect(Set(all) == [own, begun, elsewhere])
        let messages = try await house.agent(.administrator)
            .call(ListOfflineMessages.self, .init()).items
        #expect(messages.map(\.endUserId) == [house.ana])
        #expect(try await ana.messages(of: begun).first?.text == "Who am I?")
        let news = try await ana.call(ReadOwnNews.self, .init(after: start))
        #expect(Set(news.conversations.map(\.id)) == [begun, elsewhere])
        // What is opened is their own; where there is none, what they began, which needs no following.
        #expect(try await ana.open(channel) == own)
        try await ana.post("It is me.", in: begun)
        try await ana.post("Here, too.", in: elsewhere)
        #expect(try await ivo.seen(begun).endUserId == house.ana)
        // The visitor is nobody any more, and nothing tells where they were.
        try await visitor.refused(.notFound, GetConversation.self, .init(conversationId: begun))
        #expect(try await visitor.call(ListOwnConversations.self, .init()).items.isEmpty)
        #expect(try await house.pageViews() == 0)
        // All of it goes with the end user.
        try await house.tell(
            house.endUser(house.ana, .erased, version: 2),
            of: house.mall
        )
        try await house.runJobs()
        let words = try await house.inspect { database in
            try Int.fetchOne(database, sql: "SELECT count(*) FROM messages WHERE text IS NOT NULL")
        }
        #expect(words == 0)
        #expect(try await house.mails().isEmpty)
    }
}

extension Somebody {
    fileprivate func leave(_ text: String, at channel: ChannelID, on page: String) async throws {
        try await call(
            LeaveOfflineMessage.self,
            .init(
                channelId: channel,
                name: "Ana",
                email: "ana@mail.example",
                text: text,
                page: page
            )
        )
    }
}

extension House {
    fileprivate func pageViews() async throws -> Int? {
        try await inspect { try Int.fetchOne($0, sql: "SELECT count(*) FROM page_views") }
    }
}

extension Somebody {
    fileprivate func view(_ page: String) async throws {
        try await call(NotePageView.self, .init(page: page, hasConsented: true))
    }
}
