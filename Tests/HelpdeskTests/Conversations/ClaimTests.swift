import OctopusHelpdeskContract
import OctopusIdentityContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusHelpdesk

struct ClaimTests {
    @Test func `of fifty at once one gets it, and the others are told who`() async throws {
        let house = try await House()
        let id = try await house.asked()
        var agents: [Somebody] = []
        for _ in 0..<50 { agents.append(try await house.agent()) }
        typealias Outcome = (UserID, Result<ConversationStanding, any Error>)
        let outcomes = await withTaskGroup(of: Outcome.self) { group in
            for agent in agents {
                group.addTask {
                    do {
                        return (agent.userID, .success(try await agent.take(id)))
                    } catch {
                        return (agent.userID, .failure(error))
                    }
                }
            }
            var outcomes: [Outcome] = []
            for await outcome in group { outcomes.append(outcome) }
            return outcomes
        }
        let winners = outcomes.filter { (try? $0.1.get()) != nil }.map(\.0)
        #expect(winners.count == 1)
        let winner = try #require(winners.first)
        for case (_, .failure(let error)) in outcomes {
            let refused = try #require(error as? CallRefused)
            #expect(refused.reason == Reason.conversationTaken.word)
            #expect(refused.violations.map(\.message) == ["\(winner)"])
        }
        // The winner's repetition succeeds, and is no second step.
        let again = try #require(agents.first { $0.userID == winner })
        let standing = try await again.take(id)
        #expect(standing.agentId == winner && standing.status == .active)
        #expect(try await house.events(ConversationChanged.self).last?.version == standing.version)
    }

    @Test func `with room for three of a hundred, there are never four`() async throws {
        let house = try await House()
        let admin = try await house.agent(.administrator)
        let agent = try await house.agent()
        try await admin.call(
            EditChatPolicy.self,
            .init(version: 0, terms: ChatPolicyTerms(mostConversations: 3))
        )
        var asked: [ConversationID] = []
        for number in 0..<100 {
            let channel = try await house.channel(named: "Café \(number)")
            asked.append(try await house.asked(in: channel))
        }
        let taken = await withTaskGroup(of: Bool.self) { group in
            for id in asked { group.addTask { (try? await agent.take(id)) != nil } }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(taken == 3)
        let waiting = try await admin.call(
            ListConversations.self,
            .init(status: .unanswered, limit: 100)
        )
        #expect(waiting.items.count == 97)
        let first = try #require(waiting.items.first)
        #expect(waiting.items.compactMap(\.queuePosition) == (1...97).map { Int64($0) })
        let refused = try await agent.refused(
            .operatorFull,
            TakeConversation.self,
            .init(conversationId: first.id)
        )
        #expect(refused.effect == .none)
    }

    @Test func `an answer takes what waits, and nobody answers in another's place`() async throws {
        let house = try await House()
        let (ivo, eva) = (try await house.agent(), try await house.agent(named: "Eva"))
        let admin = try await house.agent(.administrator)
        let id = try await house.asked()
        let reply = try await ivo.post("Until ten.", in: id)
        #expect(reply.status == .active)
        try await eva.refused(
            .conversationTaken,
            PostMessage.self,
            .text("Me too.", in: id, calling: "1")
        )
        try await admin.refused(
            .conversationTaken,
            PostMessage.self,
            .text("I see.", in: id, calling: "1")
        )
        let conversation = try await house.endUser(house.ana).seen(id)
        #expect(conversation.agentName == "Ivo" && conversation.status == .active)
        #expect(
            try await house.endUser(house.ana).messages(of: id).map(\.kind)
                == [.text, .system, .text]
        )
    }

    @Test func `release, transfer and finish are the holder's or an administrator's`()
        async throws
    {
        let house = try await House()
        let (ivo, eva) = (try await house.agent(), try await house.agent(named: "Eva"))
        let admin = try await house.agent(.administrator)
        let id = try await house.asked()
        _ = try await ivo.take(id)
        for somebody in [eva] {
            try await somebody.refused(
                .notFound,
                ReleaseConversation.self,
                .init(conversationId: id)
            )
            try await somebody.refused(
                .notFound,
                FinishConversation.self,
                .init(conversationId: id)
            )
        }
        try await ivo.refused(
            .operatorAway,
            TransferConversation.self,
            .init(conversationId: id, agentId: eva.userID)
        )
        try await eva.present()
        let moved = try await ivo.call(
            TransferConversation.self,
            .init(conversationId: id, agentId: eva.userID)
        )
        #expect(moved.agentId == eva.userID)
        // Who had it sees that it goes on, and does nothing with it.
        try await ivo.refused(
            .conversationTaken,
            FinishConversation.self,
            .init(conversationId: id)
        )
        let back = try await admin.call(ReleaseConversation.self, .init(conversationId: id))
        #expect(back.status == .unanswered && back.agentId == nil)
        try await eva.refused(
            .wrongState,
            FinishConversation.self,
            .init(conversationId: id)
        )
        _ = try await eva.take(id)
        try await eva.call(FinishConversation.self, .init(conversationId: id))
        let seen = try await house.endUser(house.ana).seen(id)
        #expect(seen.status == .finished && seen.finishedBy == eva.userID)
        #expect(seen.agentName == "Eva")
        let lines = try await house.endUser(house.ana).messages(of: id)
            .compactMap { $0.happening?.kind }
        #expect(lines == [.taken, .transferred, .released, .taken, .finished])
    }

    @Test func `a message opens what was finished, with who closed it or in the queue`()
        async throws
    {
        let house = try await House()
        let (ivo, ana) = (try await house.agent(), house.endUser(house.ana))
        let id = try await house.asked()
        try await ivo.present()
        _ = try await ivo.take(id)
        try await ivo.call(FinishConversation.self, .init(conversationId: id))
        try await ivo.refused(
            .wrongState,
            PostMessage.self,
            .text("One more thing.", in: id, calling: "late")
        )
        #expect(try await ana.post("And on Sunday?", in: id).status == .active)
        #expect(try await ivo.seen(id).agentId == ivo.userID)
        try await ivo.call(FinishConversation.self, .init(conversationId: id))
        // Presence ends by itself.
        house.pass(.seconds(91))
        #expect(try await ana.post("And on Monday?", in: id).status == .unanswered)
        let waiting = try await ana.seen(id)
        #expect(waiting.waitingSinceAt == house.clock.now && waiting.queuePosition == 1)
        #expect(waiting.lastSeq == 7)
    }

    @Test func `who does not answer in time loses it to the queue`() async throws {
        let house = try await House()
        let admin = try await house.agent(.administrator)
        try await admin.call(
            EditChatPolicy.self,
            .init(version: 0, terms: ChatPolicyTerms(silentMinutes: 5))
        )
        let (ivo, ana) = (try await house.agent(), house.endUser(house.ana))
        let id = try await house.asked()
        _ = try await ivo.take(id)
        try await ivo.post("A moment.", in: id)
        house.pass(.seconds(600))
        try await house.runJobs()
        #expect(try await ana.seen(id).status == .active)
        try await ana.post("Well?", in: id)
        house.pass(.seconds(299))
        try await house.runJobs()
        #expect(try await ana.seen(id).status == .active)
        house.pass(.seconds(2))
        try await house.runJobs()
        let seen = try await ana.seen(id)
        #expect(seen.status == .unanswered && seen.agentId == nil)
        #expect(try await ana.messages(of: id).last?.happening?.kind == .lost)
    }

    @Test func `who is no operator any more has no conversations`() async throws {
        let house = try await House()
        let (ivo, ana) = (try await house.agent(), house.endUser(house.ana))
        let id = try await house.asked()
        _ = try await ivo.take(id)
        try await house.tell(ivo.userID, nil, of: house.cafe, version: 2)
        try await house.runJobs()
        #expect(try await ana.seen(id).status == .unanswered)
    }

    @Test func `in turn the one who got one longest ago gets the next, and nobody too many`()
        async throws
    {
        let house = try await House()
        let admin = try await house.agent(.administrator)
        try await admin.call(
            EditChatPolicy.self,
            .init(
                version: 0,
                terms: ChatPolicyTerms(mostConversations: 2, assignment: .roundRobin)
            )
        )
        let (ivo, eva) = (try await house.agent(), try await house.agent(named: "Eva"))
        let away = try await house.agent(named: "Max")
        try await ivo.present()
        try await eva.present()
        try await away.present(.busy)
        var agents: [UserID?] = []
        for number in 0..<5 {
            house.pass(.seconds(1))
            let channel = try await house.channel(named: "Café \(number)")
            let id = try await house.asked(in: channel)
            try await house.runJobs()
            agents.append(try await admin.seen(id).agentId)
        }
        #expect(Set(agents[0...1]) == [ivo.userID, eva.userID])
        #expect(agents[2] == agents[0] && agents[3] == agents[1])
        #expect(agents[4] == nil)
        // Who has room again gets what waits.
        let first = try #require(agents[0] == ivo.userID ? ivo : eva)
        let own = try await first.call(ListConversations.self, .init(status: .active))
        let done = try #require(own.items.first)
        try await first.call(FinishConversation.self, .init(conversationId: done.id))
        try await house.runJobs()
        let waiting = try await admin.call(ListConversations.self, .init(status: .unanswered))
        #expect(waiting.items.isEmpty)
    }
}
