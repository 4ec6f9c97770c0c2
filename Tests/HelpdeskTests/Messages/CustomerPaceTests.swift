import GRDB
import OctopusHelpdeskContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusHelpdesk

struct CustomerPaceTests {
    @Test func `who writes from outside does so as people do, an operator as they like`()
        async throws
    {
        let house = try await House()
        let ivo = try await house.agent()
        let channel = try await house.channel()
        let id = try await house.asked(in: channel)
        _ = try await ivo.take(id)
        let ana = house.endUser(house.ana)
        for number in 2...31 { try await ana.post("\(number)", in: id, calling: "\(number)") }
        try await ana.waits(PostMessage.self, .text("More.", in: id, calling: "more"))
        try await ana.waits(EditMessage.self, .init(conversationId: id, seq: 1, text: "Hm."))
        // What was written is there, also for who asks again; what was refused is not.
        let again = try await ana.post("31", in: id, calling: "31")
        #expect(again.seq == 32)
        for number in 0..<40 { try await ivo.post("\(number)", in: id) }
        // Another conversation, and another's, have nothing to do with it.
        _ = try await house.asked(in: house.channel(named: "Bar"))
        _ = try await house.asked(by: house.ben, in: channel)
        for _ in 0..<3 {
            house.pass(.seconds(2))
            try await ana.post("Well?", in: id)
            try await ana.waits(PostMessage.self, .text("More.", in: id, calling: "more"))
        }
        house.pass(.seconds(120))
        for _ in 0..<31 { try await ana.post("Well?", in: id) }
        #expect(try await ana.messages(of: id, after: 0, limit: 200).map(\.seq).last == 106)
    }

    @Test func `visitors of a program that floods have little free, and end users have all`()
        async throws
    {
        let house = try await House()
        let channel = try await house.channel()
        _ = try await house.website()
        func visit() async throws -> (Somebody, ConversationID) {
            let visitor = house.visitor()
            let page = "https://shop.example/"
            let id = try await visitor.call(
                OpenConversation.self,
                .init(channelId: channel, page: page)
            ).conversationId
            return (visitor, id)
        }
        let (first, firsts) = try await visit()
        for _ in 0..<31 { try await first.post("Hello?", in: firsts) }
        try await first.waits(PostMessage.self, .text("More.", in: firsts, calling: "more"))
        // As if a hundred had done the same.
        try await house.instance.store.write { [now = house.clock.now] in
            _ = try $0.database.run("UPDATE failures SET count = 3000, drained_at = ?", [now])
        }
        let (second, seconds) = try await visit()
        for _ in 0..<2 { try await second.post("Hello?", in: seconds) }
        try await second.waits(PostMessage.self, .text("More.", in: seconds, calling: "more"))
        let id = try await house.asked(in: channel)
        for _ in 0..<5 { try await house.endUser(house.ana).post("Hello?", in: id) }
        house.pass(.seconds(2))
        try await second.post("More.", in: seconds)
    }
}

extension Somebody {
    /// It is refused, and says when to come again.
    fileprivate func waits<M: Method>(_ method: M.Type, _ request: M.Request) async throws {
        let refused = try await refused(.throttled, method, request)
        #expect(refused.retryAfterMilliseconds == 2_000)
    }
}
