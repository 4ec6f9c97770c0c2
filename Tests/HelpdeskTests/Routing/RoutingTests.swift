import OctopusHelpdeskContract
import OctopusIdentityContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusHelpdesk

struct RoutingTests {
    @Test func `what comes from a page waits for the operators of its rule, and for nobody else`()
        async throws
    {
        let house = try await House()
        let (ivo, eva) = (try await house.agent(), try await house.agent(named: "Eva"))
        let website = try await house.website()
        try await house.rule(on: website, "/tea", to: [ivo])
        let start = try await eva.call(ReadNews.self, .init()).next
        let (heard, id) = (
            try await ivo.call(ReadNews.self, .init()).next,
            try await house.asked(on: "https://SHOP.example:443/te%61/green?x=1")
        )
        #expect(try await ivo.waiting() == [id])
        #expect(try await eva.waiting().isEmpty)
        let choice = ConversationChoice(conversationId: id)
        try await eva.refused(.notFound, GetConversation.self, choice)
        try await eva.refused(.notFound, ReadMessages.self, .init(conversationId: id))
        try await eva.refused(.notFound, MarkMessages.self, .init(conversationId: id, read: 1))
        try await eva.refused(.notFound, SetTyping.self, choice)
        try await eva.refused(.notFound, TakeConversation.self, choice)
        try await eva.refused(.notFound, PostMessage.self, .text("?", in: id, calling: "1"))
        try await eva.refused(.notFound, FinishConversation.self, choice)
        let news = try await eva.call(ReadNews.self, .init(after: start))
        #expect(news.conversations.isEmpty && news.messages.isEmpty && news.gone.isEmpty)
        let told = try await ivo.call(ReadNews.self, .init(after: heard))
        #expect(told.conversations.map(\.id) == [id] && told.messages.count == 1)
        // What comes from elsewhere is everybody's.
        let other = try await house.asked(on: "https://shop.example/teapots")
        #expect(try await eva.waiting() == [other])
        #expect(try await ivo.waiting() == [id, other])
        // The loser of a claim learns who has it only if it waited for them.
        _ = try await ivo.take(id)
        try await eva.refused(.notFound, TakeConversation.self, choice)
    }

    @Test func `of two operators of a rule at once one gets it; an administrator may, too`()
        async throws
    {
        let house = try await House()
        let (ivo, eva) = (try await house.agent(), try await house.agent(named: "Eva"))
        try await house.rule(on: house.website(), to: [ivo, eva])
        let id = try await house.asked(on: "https://shop.example/")
        async let one = try? await ivo.take(id)
        async let other = try? await eva.take(id)
        let taken = [await one, await other].compactMap { $0 }
        #expect(taken.count == 1)
        let second = try await house.asked(on: "https://shop.example/")
        _ = try await house.agent(.administrator).take(second)
        #expect(try await ivo.waiting().isEmpty)
    }

    @Test func `a rule names groups, whose operators change under it`() async throws {
        let house = try await House()
        let admin = try await house.agent(.administrator)
        let (ivo, eva) = (try await house.agent(), try await house.agent(named: "Eva"))
        let group = try await admin.call(
            CreateOperatorGroup.self,
            .init(name: "Tea", operatorIds: [ivo.userID])
        )
        try await house.rule(on: house.website(), groups: [group.id])
        let id = try await house.asked(on: "https://shop.example/")
        #expect(try await ivo.waiting() == [id])
        #expect(try await eva.waiting().isEmpty)
        _ = try await admin.call(
            EditOperatorGroup.self,
            .init(groupId: group.id, version: 1, name: "Tea", operatorIds: [eva.userID])
        )
        #expect(try await eva.waiting() == [id])
        #expect(try await ivo.waiting().isEmpty)
        // Who is no operator any more has dropped out.
        try await house.tell(eva.userID, nil, of: house.cafe, version: 2)
        let groups = try await admin.call(ListOperatorGroups.self, .init())
        #expect(groups.items.map(\.operatorIds) == [[]])
        #expect(try await admin.waiting() == [id])
    }

    @Test func `an edited rule keeps what waits by it, a deleted one leaves it to everybody`()
        async throws
    {
        let house = try await House()
        let admin = try await house.agent(.administrator)
        let (ivo, eva) = (try await house.agent(), try await house.agent(named: "Eva"))
        let website = try await house.website()
        let rule = try await house.rule(on: website, to: [ivo])
        let id = try await house.asked(on: "https://shop.example/")
        let edited = try await admin.call(
            EditRoutingRule.self,
            .init(
                ruleId: rule.id,
                version: 1,
                terms: RoutingTerms(websiteId: website, path: "/tea", operatorIds: [eva.userID])
            )
        )
        #expect(edited.version == 2 && edited.terms.path == "/tea")
        #expect(try await eva.waiting() == [id])
        #expect(try await ivo.waiting().isEmpty)
        let news = try await ivo.call(ReadNews.self, .init()).next
        try await admin.call(DeleteRoutingRule.self, .init(ruleId: rule.id))
        try await house.runJobs()
        #expect(try await eva.waiting() == [id])
        #expect(try await ivo.waiting() == [id])
        let told = try await ivo.call(ReadNews.self, .init(after: news))
        #expect(told.conversations.map(\.id) == [id])
        #expect(try await admin.call(ListRoutingRules.self, .init()).items.isEmpty)
        try await admin.refused(.notFound, DeleteRoutingRule.self, .init(ruleId: rule.id))
    }

    @Test func `what was given back waits by its rule, unless that was deleted meanwhile`()
        async throws
    {
        let house = try await House()
        let admin = try await house.agent(.administrator)
        let (ivo, eva) = (try await house.agent(), try await house.agent(named: "Eva"))
        let rule = try await house.rule(on: house.website(), to: [ivo])
        let id = try await house.asked(on: "https://shop.example/")
        _ = try await ivo.take(id)
        try await ivo.call(ReleaseConversation.self, .init(conversationId: id))
        #expect(try await ivo.waiting() == [id])
        #expect(try await eva.waiting().isEmpty)
        _ = try await ivo.take(id)
        try await admin.call(DeleteRoutingRule.self, .init(ruleId: rule.id))
        try await house.runJobs()
        try await ivo.call(ReleaseConversation.self, .init(conversationId: id))
        #expect(try await eva.waiting() == [id])
    }

    @Test
    func `in turn it goes to those of the rule alone, and who waits for nobody holds up nobody`()
        async throws
    {
        let house = try await House()
        let admin = try await house.agent(.administrator)
        try await admin.call(
            EditChatPolicy.self,
            .init(version: 0, terms: ChatPolicyTerms(assignment: .roundRobin))
        )
        let (ivo, eva) = (try await house.agent(), try await house.agent(named: "Eva"))
        try await house.rule(on: house.website(), "/tea", to: [ivo])
        try await eva.present()
        var tea: [ConversationID] = []
        for _ in 0..<25 { tea.append(try await house.asked(on: "https://shop.example/tea")) }
        let coffee = try await house.asked(on: "https://shop.example/coffee")
        try await house.runJobs()
        // All of the tea's are away: they wait, and are not everybody's.
        #expect(try await admin.waiting(limit: 100).count == 25)
        #expect(try await eva.seen(coffee).agentId == eva.userID)
        // The place in the queue is that among those who wait for the same operators.
        let other = try await house.asked(on: "https://elsewhere.example/")
        #expect(try await house.endUser(house.ana).seen(tea[24]).queuePosition == 25)
        try await house.runJobs()
        #expect(try await eva.seen(other).agentId == eva.userID)
        try await ivo.present()
        try await house.runJobs()
        #expect(try await ivo.call(ListConversations.self, .init(status: .active)).items.count == 5)
        #expect(try await admin.seen(tea[0]).agentId == ivo.userID)
    }

    @Test func `a page of what waits is full, whatever waits for others`() async throws {
        let house = try await House()
        let (ivo, eva) = (try await house.agent(), try await house.agent(named: "Eva"))
        let website = try await house.website()
        for path in ["/a", "/b"] { try await house.rule(on: website, path, to: [ivo]) }
        try await house.rule(on: website, "/c", to: [eva])
        var own: [ConversationID] = []
        for number in 0..<12 {
            house.pass(.seconds(1))
            let path = ["/a", "/b", "/c", ""][number % 4]
            let id = try await house.asked(on: "https://shop.example\(path)")
            if path != "/c" { own.append(id) }
        }
        var found: [ConversationID] = []
        var after: PageCursor?
        repeat {
            let page = try await ivo.call(
                ListConversations.self,
                .init(status: .unanswered, after: after, limit: 4)
            )
            #expect(page.items.count == 4 || page.next == nil)
            found += page.items.map(\.id)
            after = page.next
        } while after != nil
        #expect(found == own)
    }
}
