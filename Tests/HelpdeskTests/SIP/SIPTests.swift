import OctopusHelpdeskContract
import OctopusIdentityContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusHelpdesk

/// What the bridge to SIP calls, for operators who have shown that they know their secret.
private struct Bridge {
    let house: House

    func call<M: Method>(_ method: M.Type, _ request: M.Request) async throws -> M.Reply {
        house.instance.security.prove()
        return try await house.perform(
            method,
            request,
            routingKey: M.declaration.routing == .partner ? house.cafe.uuid : nil
        )
    }

    func answer(
        _ text: String,
        in id: ConversationID,
        by agent: UserID,
        calling clientId: String = "1"
    ) async throws -> AnswerBySIP.Reply {
        try await call(
            AnswerBySIP.self,
            .init(userId: agent, conversationId: id, clientId: clientId, text: text)
        )
    }

    func waiting(for agent: UserID, limit: Int64? = nil) async throws -> [SIPMessage] {
        try await call(ReadSIPMessages.self, .init(userId: agent, limit: limit)).messages
    }

    func mark(_ message: SIPMessage, for agent: UserID) async throws {
        _ = try await call(
            MarkSIPMessages.self,
            .init(
                userId: agent,
                conversationId: message.conversationId,
                seq: message.seq
            )
        )
    }

    /// Why a call is refused; nil if it is not.
    func reason(_ body: () async throws -> some Sendable) async throws -> String? {
        do {
            _ = try await body()
            return nil
        } catch let refused as CallRefused {
            return refused.reason
        }
    }
}

struct SIPTests {
    @Test func `an answer from outside takes what waits, by the same claim`() async throws {
        let house = try await House()
        let (bridge, id) = (Bridge(house: house), try await house.asked())
        let (ivo, eva) = (try await house.agent(), try await house.agent(named: "Eva"))
        let placed = try await bridge.answer("Until ten.", in: id, by: ivo.userID)
        #expect(try await ivo.seen(id).agentId == ivo.userID)
        let messages = try await house.endUser(house.ana).messages(of: id)
        #expect(messages.last?.text == "Until ten." && messages.last?.seq == placed.seq)
        #expect(messages.last?.sender.name == "Ivo")
        // The same request again is the same message.
        let again = try await bridge.answer("Until ten.", in: id, by: ivo.userID)
        #expect(again.seq == placed.seq)
        let late = try await bridge.reason {
            try await bridge.answer("Me!", in: id, by: eva.userID)
        }
        #expect(late == Reason.conversationTaken.word)
        let named = try await bridge.call(NameSIPOperator.self, .init(userId: ivo.userID))
        #expect(named.name == "Ivo")
    }

    @Test func `of fifty answers at once one is given`() async throws {
        let house = try await House()
        let (bridge, id) = (Bridge(house: house), try await house.asked())
        var agents: [UserID] = []
        for _ in 0..<50 { agents.append(try await house.agent().userID) }
        let won = await withTaskGroup(of: Bool.self) { group in
            for agent in agents {
                group.addTask { (try? await bridge.answer("Me!", in: id, by: agent)) != nil }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(won == 1)
        #expect(try await house.endUser(house.ana).messages(of: id).count { $0.text == "Me!" } == 1)
    }

    @Test func `nobody has more by SIP than the policy allows`() async throws {
        let house = try await House()
        let (bridge, ivo) = (Bridge(house: house), try await house.agent())
        try await house.agent(.administrator).call(
            EditChatPolicy.self,
            .init(version: 0, terms: ChatPolicyTerms(mostConversations: 1))
        )
        let first = try await house.asked(in: house.channel(named: "One"))
        let second = try await house.asked(in: house.channel(named: "Two"))
        _ = try await bridge.answer("Yes?", in: first, by: ivo.userID)
        let reason = try await bridge.reason {
            try await bridge.answer("Yes?", in: second, by: ivo.userID)
        }
        #expect(reason == Reason.operatorFull.word)
    }

    @Test func `who is no operator of the partner is refused by every method`() async throws {
        let house = try await House()
        let (bridge, id) = (Bridge(house: house), try await house.asked())
        let stranger = try await house.agent(of: house.bakery).userID
        let former = try await house.agent().userID
        try await house.tell(former, nil, of: house.cafe, version: 2)
        for agent in [stranger, former] {
            for reason in [
                try await bridge.reason { try await bridge.answer("Me!", in: id, by: agent) },
                try await bridge.reason { try await bridge.waiting(for: agent) },
                try await bridge.reason {
                    try await bridge.call(
                        MarkSIPMessages.self,
                        .init(userId: agent, conversationId: id, seq: 1)
                    )
                },
            ] {
                #expect(reason == Reason.notAnOperator.word)
            }
        }
        let name = try await bridge.call(NameSIPOperator.self, .init(userId: stranger)).name
        #expect(name == nil)
    }

    @Test func `a client gets what waits and what is its operator's, once it is marked no more`()
        async throws
    {
        let house = try await House()
        let (bridge, id) = (Bridge(house: house), try await house.asked("Are you open?"))
        let (ivo, eva) = (
            try await house.agent().userID, try await house.agent(named: "Eva").userID
        )
        let ana = house.endUser(house.ana)
        try await ana.post("Hello?", in: id)
        let waiting = try await bridge.waiting(for: ivo)
        #expect(waiting.map(\.text) == ["Are you open?", "Hello?"])
        #expect(waiting.map(\.channelName) == ["Café", "Café"])
        #expect(waiting.first?.name != nil)
        try await bridge.mark(try #require(waiting.first), for: ivo)
        #expect(try await bridge.waiting(for: ivo).map(\.text) == ["Hello?"])
        #expect(try await bridge.waiting(for: eva).count == 2)
        _ = try await bridge.answer("Yes.", in: id, by: ivo)
        try await ana.post("A secret.", in: id)
        #expect(try await bridge.waiting(for: eva).isEmpty)
        let mine = try await bridge.waiting(for: ivo)
        #expect(mine.map(\.text) == ["Hello?", "A secret."])
        for message in mine { try await bridge.mark(message, for: ivo) }
        #expect(try await bridge.waiting(for: ivo).isEmpty)
        #expect(try await ana.seen(id).marks.operatorsDelivered == mine.last?.seq)
    }

    @Test func `however many wait for others or have come already, the next one comes`()
        async throws
    {
        let house = try await House()
        let (bridge, channel) = (Bridge(house: house), try await house.channel())
        let (eva, ivo) = (try await house.agent(named: "Eva"), try await house.agent())
        let website = try await house.website()
        try await house.rule(on: website, "/eva", to: [eva])
        try await house.rule(on: website, "/ivo", to: [ivo])
        func ask(on page: String) async throws {
            let visitor = house.visitor()
            let id = try await visitor.call(
                OpenConversation.self,
                .init(channelId: channel, page: "https://shop.example/\(page)")
            ).conversationId
            try await visitor.post("On \(page)?", in: id)
        }
        // Eva's client is away.
        for _ in 0..<101 { try await ask(on: "eva") }
        try await ask(on: "ivo")
        try await ask(on: "all")
        #expect(try await bridge.waiting(for: ivo.userID).map(\.text) == ["On ivo?", "On all?"])
        // What has come to Ivo and nobody answers takes no room.
        let mine = try await bridge.waiting(for: ivo.userID, limit: 1)
        try await bridge.mark(try #require(mine.first), for: ivo.userID)
        #expect(try await bridge.waiting(for: ivo.userID, limit: 1).map(\.text) == ["On all?"])
    }

    @Test func `what was read elsewhere, answered before or taken back does not come`() async throws
    {
        let house = try await House()
        let (bridge, id) = (Bridge(house: house), try await house.asked("Are you open?"))
        let (ivo, ana) = (try await house.agent(), house.endUser(house.ana))
        _ = try await ivo.take(id)
        try await ivo.call(MarkMessages.self, .init(conversationId: id, read: 1))
        #expect(try await bridge.waiting(for: ivo.userID).isEmpty)
        try await ivo.call(FinishConversation.self, .init(conversationId: id))
        try await ana.post("One more thing.", in: id)
        let last = try await ana.post("Never mind.", in: id)
        try await ana.call(DeleteMessage.self, .init(conversationId: id, seq: last.seq))
        let waiting = try await bridge.waiting(for: ivo.userID)
        #expect(waiting.map(\.text) == ["One more thing."])
    }

    @Test func `news tell whom to look for, and say nothing else`() async throws {
        let house = try await House()
        let (bridge, ivo) = (Bridge(house: house), try await house.agent())
        let channel = try await house.channel()
        let start = try await bridge.call(ReadSIPNews.self, .init()).next
        async let heard = bridge.call(ReadSIPNews.self, .init(after: start, waitMs: 20_000))
        let id = try await house.asked(in: channel)
        let first = try await heard
        let rest = try await bridge.call(ReadSIPNews.self, .init(after: first.next))
        #expect(Set(first.partners + rest.partners) == [house.cafe])
        #expect(first.operators.isEmpty && rest.operators.isEmpty)
        _ = try await ivo.take(id)
        let news = try await bridge.call(ReadSIPNews.self, .init(after: rest.next))
        #expect(news.operators == [ivo.userID] && news.partners.isEmpty)
    }

    @Test func `a registered client is a heartbeat, and does not say what its operator has not`()
        async throws
    {
        let house = try await House()
        let (bridge, ivo) = (Bridge(house: house), try await house.agent())
        let admin = try await house.agent(.administrator)
        let stranger = try await house.agent(of: house.bakery).userID
        func keep() async throws {
            _ = try await bridge.call(
                KeepSIPPresence.self,
                .init(userIds: [ivo.userID, stranger])
            )
        }
        func state() async throws -> PresenceState? {
            try await admin.call(ListOperators.self, .init()).items
                .first { $0.userId == ivo.userID }?.state
        }
        try await keep()
        #expect(try await state() == .available)
        try await ivo.present(.busy)
        house.clock.advance(by: .seconds(60))
        try await keep()
        house.clock.advance(by: .seconds(60))
        #expect(try await state() == .busy)
        try await ivo.present(.away)
        try await keep()
        #expect(try await state() == .away)
        house.clock.advance(by: .seconds(91))
        try await keep()
        #expect(try await state() == .available)
        let others = try await house.agent(.administrator, of: house.bakery)
            .call(ListOperators.self, .init()).items
        #expect(others.allSatisfy { $0.state == .away })
    }
}
