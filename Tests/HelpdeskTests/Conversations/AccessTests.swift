import OctopusHelpdeskContract
import OctopusIdentityContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusHelpdesk

struct AccessTests {
    @Test func `who had it reads up to where they lost it`() async throws {
        let house = try await House()
        let (ivo, eva) = (try await house.agent(), try await house.agent(named: "Eva"))
        let id = try await house.asked()
        _ = try await ivo.take(id)
        try await ivo.post("Yes.", in: id)
        try await ivo.call(ReleaseConversation.self, .init(conversationId: id))
        _ = try await eva.take(id)
        try await eva.post("A secret.", in: id)
        let seen = try await ivo.seen(id)
        #expect(seen.lastSeq == 4 && seen.agentId == nil && seen.agentName == nil)
        #expect(try await ivo.messages(of: id).last?.happening?.kind == .released)
        #expect(try await ivo.messages(of: id, after: 4).isEmpty)
        // Who has it reads all of it.
        #expect(try await eva.messages(of: id).count == 6)
    }

    @Test func `end users see their own, and others' do not exist`() async throws {
        let house = try await House()
        let id = try await house.asked()
        let ben = house.endUser(house.ben)
        try await ben.refused(.notFound, GetConversation.self, .init(conversationId: id))
        try await ben.refused(.notFound, ReadMessages.self, .init(conversationId: id))
        try await ben.refused(.notFound, PostMessage.self, .text("Hm.", in: id, calling: "1"))
        #expect(try await ben.call(ListOwnConversations.self, .init()).items.isEmpty)
        let own = try await house.endUser(house.ana).call(ListOwnConversations.self, .init())
        #expect(own.items.map(\.id) == [id])
        #expect(own.items.first?.name == nil)
        // At another partner's door it is not there either.
        try await house.endUser(house.ana).refused(
            .notFound,
            GetConversation.self,
            .init(conversationId: id),
            at: house.bakery
        )
    }

    @Test func `a partner's user who is no operator answers nobody`() async throws {
        let house = try await House()
        let id = try await house.asked()
        try await house.operatorOf().refused(
            .notAnOperator,
            TakeConversation.self,
            .init(conversationId: id)
        )
        try await house.operatorOf().refused(
            .notAnOperator,
            ListConversations.self,
            .init(status: .unanswered)
        )
    }

    @Test func `who does not follow or is blocked can't write`() async throws {
        let house = try await House()
        let channel = try await house.channel()
        let ana = house.endUser(house.ana)
        try await ana.refused(.notFollowing, OpenConversation.self, .init(channelId: channel))
        let id = try await house.asked(in: channel)
        try await house.tell(
            house.endUser(house.ana, .blocked, version: 2),
            of: house.mall
        )
        try await ana.refused(
            .endUserBlocked,
            PostMessage.self,
            .text("?", in: id, calling: "1")
        )
    }
}
