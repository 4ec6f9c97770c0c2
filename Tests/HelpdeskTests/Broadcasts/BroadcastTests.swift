import GRDB
import OctopusHelpdeskContract
import OctopusIdentityContract
import OctopusPartnersContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusHelpdesk

struct BroadcastTests {
    @Test func `a follower of two channels gets it once, in the chat of the first`() async throws {
        let house = try await House()
        let (first, second) = (try await house.channel(), try await house.channel(named: "Bar"))
        try await house.follow(first, by: house.ana)
        try await house.follow(second, by: house.ana)
        try await house.follow(second, by: house.ben)
        let id = try await house.sender.send(.to(first, second))
        try await house.runJobs()
        let sent = try await house.sender.broadcast(id)
        #expect(sent.status == .sent && sent.audience == 2 && sent.sent == 2)
        #expect(try await house.receivers(of: id) == [house.ana, house.ben].sorted())
        let ana = house.endUser(house.ana)
        let conversation = try #require(
            try await ana.call(ListOwnConversations.self, .init()).items.first
        )
        #expect(conversation.channelId == first && conversation.status == .quiet)
        #expect(conversation.unread == 1)
        let message = try #require(try await ana.messages(of: conversation.id).first)
        #expect(message.sender == MessageSender(side: .partner) && message.kind == .text)
        #expect(message.text == "Pumpkin soup is back." && message.broadcastId == id)
        #expect(message.target == "https://cafe.example/soup")
        #expect(message.videoLink == "https://video.example/1")
        let told = try await house.events(MessagePosted.self).compactMap(\.tells)
        #expect(Set(told) == [house.ana, house.ben])
        // The list of the audience is forgotten.
        let left = try await house.inspect { database in
            try Int.fetchOne(database, sql: "SELECT count(*) FROM broadcast_recipients")
        }
        #expect(left == 0)
    }

    @Test func `a conversation keeps its standing, and a muted channel is not told of`()
        async throws
    {
        let house = try await House()
        let ivo = try await house.agent()
        let channel = try await house.channel()
        let active = try await house.asked(by: house.ana, in: channel)
        let finished = try await house.asked(by: house.ben, in: channel)
        _ = try await ivo.take(active)
        _ = try await ivo.take(finished)
        try await ivo.call(FinishConversation.self, .init(conversationId: finished))
        try await house.instance.store.write { [ben = house.ben, now = house.clock.now] in
            _ = try $0.database.run("INSERT INTO mutes VALUES (?, ?, ?)", [ben, channel, now])
        }
        let before = try await house.endUser(house.ben).seen(finished).unread
        _ = try await house.sender.send(.to(channel))
        try await house.runJobs()
        #expect(try await house.endUser(house.ana).seen(active).status == .active)
        let ben = try await house.endUser(house.ben).seen(finished)
        #expect(ben.status == .finished && ben.unread == before + 1)
        let told = try await house.events(MessagePosted.self).filter { $0.side == .partner }
        #expect(told.compactMap(\.tells) == [house.ana] && told.count == 2)
        // What the operator has is read by them, too.
        #expect(try await ivo.messages(of: active).last?.text == "Pumpkin soup is back.")
    }

    @Test func `segments overlap, and each of their followers gets it once`() async throws {
        let house = try await House()
        let channel = try await house.channel()
        let agreeing = try await house.crowd(30, following: [channel], agreeing: true)
        let others = try await house.crowd(30, following: [channel])
        _ = try await house.crowd(30, agreeing: true)
        let all = try await house.segment(.follows([channel]))
        let some = try await house.segment(.consents(.inAppMarketing))
        let id = try await house.sender.send(.to(channel, segments: [all, some]))
        let narrow = try await house.sender.send(.to(channel, segments: [some]))
        try await house.runJobs()
        #expect(try await house.receivers(of: id) == (agreeing + others).sorted())
        #expect(try await house.receivers(of: narrow) == agreeing.sorted())
        let told = try await house.sender.broadcast(narrow)
        #expect(told.audience == 30 && told.sent == 30)
    }

    @Test func `others than followers get it once the tenant has approved, if they agree`()
        async throws
    {
        let house = try await House()
        let channel = try await house.channel()
        let followers = try await house.crowd(3, following: [channel])
        let agreeing = try await house.crowd(20, agreeing: true)
        _ = try await house.crowd(5)
        let sender = house.sender
        let id = try await sender.send(.to(channel, reach: .everybody))
        let asked = try #require(try await house.events(BroadcastApprovalAsked.self).first)
        #expect(asked.kind == .broadcast && asked.askedById.uuid == sender.person.subject)
        #expect(asked.preview?.channelNames == ["Café"])
        #expect([20, 30].contains(asked.preview?.audience))
        try await house.runJobs()
        let waiting = try await sender.broadcast(id)
        #expect(waiting.status == .requested && waiting.requestId == asked.requestId)
        try await sender.refused(.wrongState, CancelBroadcast.self, .init(broadcastId: id))
        for _ in 0..<2 { try await house.decide(asked.requestId, .approved) }
        try await house.runJobs()
        #expect(try await house.receivers(of: id) == (followers + agreeing).sorted())
        #expect(try await sender.broadcast(id).status == .sent)
    }

    @Test func `what was rejected or taken back is a draft again, and can be asked for anew`()
        async throws
    {
        let house = try await House()
        let channel = try await house.channel()
        let sender = house.sender
        let id = try await sender.send(.to(channel, reach: .everybody))
        func request() async throws -> RequestID {
            try #require(try await house.events(BroadcastApprovalAsked.self).last?.requestId)
        }
        try await house.decide(request(), .rejected)
        var draft = try await sender.broadcast(id)
        #expect(draft.status == .draft)
        try await sender.call(
            ScheduleBroadcast.self,
            .init(broadcastId: id, version: draft.version)
        )
        let second = try await request()
        try await house.tell(
            RequestCancelled(requestId: second, kind: .broadcast, cancelledAt: house.clock.now),
            of: house.mall,
            partner: house.cafe
        )
        draft = try await sender.broadcast(id)
        #expect(draft.status == .draft && draft.requestId == second)
        // A late decision of the first one is nothing to it.
        try await house.decide(RequestID(house.ids.uuid(at: house.clock.now)), .approved)
        #expect(try await sender.broadcast(id).status == .draft)
    }

    @Test func `who may not get it any more when it is their turn does not`() async throws {
        let house = try await House()
        let channel = try await house.channel()
        let people = try await house.crowd(6, following: [channel])
        let id = try await house.sender.send(.to(channel))
        while try await house.sender.broadcast(id).audience == nil { try await house.slice() }
        let (left, blocked, erased, unknown) = (people[0], people[1], people[2], people[3])
        try await house.instance.store.write { [cafe = house.cafe] transaction in
            try transaction.database.run(
                "DELETE FROM channel_followers WHERE end_user = ?",
                [left]
            )
            try transaction.database.run(
                """
                INSERT INTO blocks (partner, end_user, blocked_at, blocked_by) VALUES (?, ?, 1, ?)
                """,
                [cafe, blocked, cafe]
            )
        }
        try await house.tell(house.endUser(erased, .erased, version: 2), of: house.mall)
        try await house.tell(
            house.endUser(unknown, .blocked, version: 2),
            personal: .init(name: "Somebody"),
            of: house.mall
        )
        // Who follows from now on is not in it.
        try await house.follow(channel, by: house.ben)
        try await house.runJobs()
        #expect(try await house.receivers(of: id) == people[4...].sorted())
        let sent = try await house.sender.broadcast(id)
        #expect(sent.status == .sent && sent.sent == 2 && sent.skipped == 4)
    }

    @Test func `consent that is withdrawn in the middle holds for those who come then`()
        async throws
    {
        let house = try await House()
        let channel = try await house.channel()
        let people = try await house.crowd(400, agreeing: true).sorted()
        let id = try await house.sender.send(.to(channel, reach: .everybody))
        let asked = try #require(try await house.events(BroadcastApprovalAsked.self).first)
        try await house.decide(asked.requestId, .approved)
        while try await house.sender.broadcast(id).sent == 0 { try await house.slice() }
        let first = try await house.receivers(of: id)
        #expect(!first.isEmpty && first.count < people.count)
        try await house.instance.store.write { [mall = house.mall] transaction in
            _ = try transaction.database.run(
                "UPDATE segment_people SET consents = 0 WHERE tenant = ?",
                [mall]
            )
        }
        try await house.runJobs()
        #expect(try await house.receivers(of: id) == first)
        let sent = try await house.sender.broadcast(id)
        #expect(sent.skipped == Int64(people.count - first.count) && sent.status == .sent)
    }

    @Test func `another partner's is not there, nor can its channels and segments be named`()
        async throws
    {
        let house = try await House()
        let channel = try await house.channel()
        let foreign = try await house.channel(of: house.bakery, named: "Bakery")
        let theirs = try await house.segment(.consents(.inAppMarketing), of: house.bakery)
        let archived = try await house.segment(.consents(.inAppMarketing), .archived)
        let sender = house.sender
        for terms in [
            BroadcastTerms.to(foreign), .to(channel, segments: [theirs]),
            .to(channel, segments: [archived]), .to(channel, channel),
            .to(channel, quietHours: QuietHours(fromMinute: 60, untilMinute: 60)),
        ] {
            try await sender.refused(.invalid, CreateBroadcast.self, .init(terms: terms))
        }
        let id = try await sender.send(.to(channel))
        let other = house.operatorOf(house.bakery)
        try await other.refused(.notFound, GetBroadcast.self, .init(broadcastId: id))
        try await other.refused(.notFound, CancelBroadcast.self, .init(broadcastId: id))
        #expect(try await other.call(ListBroadcasts.self, .init()).items.isEmpty)
        #expect(try await sender.call(ListBroadcasts.self, .init()).items.map(\.id) == [id])
        let broadcast = try await sender.broadcast(id)
        try await sender.refused(
            .wrongState,
            EditBroadcast.self,
            .init(broadcastId: id, version: broadcast.version, terms: .to(channel))
        )
    }
}
