import OctopusHelpdeskContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusHelpdesk

/// Ivo's conversations, and all ways by which Eva, a normal operator like Ivo, might reach them.
struct ForeignConversationTests {
    @Test func `every method for operators has its way in, or is of no conversation`() {
        let listed = ContractIndex.helpdesk.methods.map { $0.declaration }
        let open = listed.filter { $0.access.rules.contains { $0.letsOperatorsIn } }.map(\.name)
        let tried = Set(Way.all.map(\.method))
        #expect(tried.isDisjoint(with: Way.ofNoConversation))
        #expect(Set(open) == tried.union(Way.ofNoConversation))
    }

    @Test func `each is shut for another operator, and open for who has it`() async throws {
        let scene = try await ForeignScene()
        let before = try await scene.state()
        for way in Way.all {
            let found = try await way.ask(scene, scene.eva)
            switch (way.refusal, found) {
            case (let reason?, .refused(let word)): #expect(word == reason.word, "\(way.method)")
            case (nil, .told(let reply)): #expect(!scene.isTold(in: reply), "\(way.method)")
            default: Issue.record("\(way.method) answered \(found)")
            }
        }
        #expect(try await scene.state() == before)
        // The same requests are good ones, and tell what was looked for.
        for way in Way.all {
            guard case .told(let reply) = try await way.ask(scene, scene.ivo) else {
                Issue.record("\(way.method) refuses who has the conversation")
                continue
            }
            if way.tells { #expect(scene.isTold(in: reply), "\(way.method)") }
        }
    }

    @Test func `who waits for news is not told of another's, whatever happens there`()
        async throws
    {
        let scene = try await ForeignScene()
        let (house, eva) = (scene.house, scene.eva)
        let channel = try await house.channel(named: "Tea")
        async let heard = eva.call(
            ReadNews.self,
            .init(after: scene.starts[eva.userID], waitMs: 20_000)
        )
        try await scene.visitor.post("\(ForeignScene.word) again", in: scene.visitors)
        try await scene.ivo.post("\(ForeignScene.word) again", in: scene.visitors)
        try await scene.visitor.call(SetTyping.self, .init(conversationId: scene.visitors))
        try await scene.visitor.call(
            MarkMessages.self,
            .init(conversationId: scene.visitors, read: 1)
        )
        try await scene.ivo.note("\(ForeignScene.word) again", at: scene.visitors)
        // What waits for everybody wakes the one who waits.
        let open = try await house.asked("Open?", by: house.ben, in: channel)
        let news = try await heard
        #expect(!scene.isTold(in: try encoded(news)))
        let rest = try await eva.call(ReadNews.self, .init(after: news.next))
        #expect(!scene.isTold(in: try encoded(rest)))
        #expect(rest.typing.isEmpty && news.typing.isEmpty)
        #expect(Set((news.messages + rest.messages).map(\.conversationId)) == [open])
    }
}
