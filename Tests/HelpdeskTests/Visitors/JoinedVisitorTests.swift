import GRDB
import OctopusHelpdeskContract
import OctopusIdentityContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusHelpdesk

struct JoinedVisitorTests {
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

    @Test func `what they began goes on in all without following`() async throws {
        let house = try await House()
        let channel = try await house.channel()
        _ = try await house.website()
        let (visitor, ana, page) = (
            house.visitor(), house.endUser(house.ana), "https://shop.example/"
        )
        let begun = try await visitor.call(
            OpenConversation.self,
            .init(channelId: channel, page: page)
        ).conversationId
        try await visitor.post("Who am I?", in: begun)
        try await ana.refused(.notFollowing, OpenConversation.self, .init(channelId: channel))
        #expect(
            try await ana.call(GetWidgetState.self, .init(channelId: channel)).state == .disabled
        )
        let joined = VisitorJoined(
            id: visitor.visitorID,
            version: 1,
            endUserId: house.ana,
            joinedAt: house.clock.now
        )
        try await house.tell(joined, of: house.mall)
        #expect(try await ana.call(GetWidgetState.self, .init(channelId: channel)).state == .resume)
        try await ana.post("It is me.", in: begun)
        let edit = EditMessage.Request(conversationId: begun, seq: 2, text: "It is I.")
        #expect(try await ana.call(EditMessage.self, edit).seq == 2)
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
