import OctopusHelpdeskContract
import OctopusIdentityContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusHelpdesk

struct TagTests {
    @Test func `words are compared folded, and shown as they were written first`() async throws {
        let house = try await House()
        let ivo = try await house.agent()
        let id = try await house.asked()
        _ = try await ivo.take(id)
        for word in ["Réfund", "refund", "ＲＥＦＵＮＤ", "angry"] { try await ivo.tag(word, id) }
        #expect(try await ivo.seen(id).tags == ["angry", "Réfund"])
        let words = try await ivo.call(ListTags.self, .init()).items.map(\.name)
        #expect(words == ["angry", "Réfund"])
        // What was there already is nobody's news.
        #expect(try await house.events(ConversationAnnotated.self).count == 2)
        try await ivo.call(UntagConversation.self, .init(conversationId: id, tag: "REFUND"))
        try await ivo.call(UntagConversation.self, .init(conversationId: id, tag: "refund"))
        #expect(try await ivo.seen(id).tags == ["angry"])
        #expect(try await ivo.call(ListTags.self, .init()).items.map(\.name) == ["angry"])
        let other = try await house.agent(.administrator, of: house.bakery)
        #expect(try await other.call(ListTags.self, .init()).items.isEmpty)
        try await ivo.refused(
            .invalid,
            TagConversation.self,
            .init(conversationId: id, tag: "\u{301}")
        )
    }

    @Test func `lists of a tag have an administrator's and one's own conversations`()
        async throws
    {
        let house = try await House()
        let (ivo, eva) = (try await house.agent(), try await house.agent(named: "Eva"))
        let admin = try await house.agent(.administrator)
        let channel = try await house.channel()
        let first = try await house.asked(in: channel)
        let second = try await house.asked(by: house.ben, in: channel)
        _ = try await ivo.take(first)
        _ = try await eva.take(second)
        try await ivo.tag("refund", first)
        try await eva.tag("refund", second)
        func found(
            _ who: Somebody,
            _ status: ConversationStatus,
            _ tag: String = "Refund"
        )
            async throws -> [ConversationID]
        {
            try await who.call(ListConversations.self, .init(status: status, tag: tag))
                .items.map(\.id)
        }
        #expect(try await found(admin, .active) == [second, first])
        #expect(try await found(admin, .active, "nothing").isEmpty)
        #expect(try await found(ivo, .active) == [first])
        try await ivo.call(FinishConversation.self, .init(conversationId: first))
        #expect(try await found(admin, .finished) == [first])
        #expect(try await found(ivo, .finished) == [first])
        #expect(try await found(eva, .finished).isEmpty)
        try await house.endUser(house.ana).post("Again.", in: first)
        #expect(try await found(eva, .unanswered) == [first])
        _ = try await eva.take(first)
        // What became of it is nothing to who had it.
        #expect(try await found(ivo, .active).isEmpty)
        #expect(try await ivo.seen(first).tags == nil)
        try await ivo.refused(
            .notFound,
            TagConversation.self,
            .init(conversationId: first, tag: "mine")
        )
    }

    @Test func `a conversation has twenty of them`() async throws {
        let house = try await House()
        let ivo = try await house.agent()
        let id = try await house.asked()
        for number in 1...20 { try await ivo.tag("word \(number)", id) }
        try await ivo.refused(
            .tooManyTags,
            TagConversation.self,
            .init(conversationId: id, tag: "one more")
        )
        #expect(try await ivo.call(ListTags.self, .init()).items.count == 20)
    }
}
