import OctopusCBOR
import OctopusHelpdeskContract
import OctopusIdentityContract
import OctopusMesh
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusHelpdesk

struct NewsTests {
    @Test func `a waiting operator hears of a message, and the end user of the answer`()
        async throws
    {
        let house = try await House()
        let (ivo, ana) = (try await house.agent(), house.endUser(house.ana))
        let channel = try await house.channel()
        try await house.follow(channel, by: house.ana)
        let id = try await ana.open(channel)
        let start = try await ivo.call(ReadNews.self, .init()).next
        let own = try await ana.call(ReadOwnNews.self, .init()).next
        async let heard = ivo.call(ReadNews.self, .init(after: start, waitMs: 20_000))
        try await ana.post("Are you open?", in: id)
        let news = try await heard
        #expect(news.messages.map(\.message.text) == ["Are you open?"])
        #expect(news.conversations.map(\.status) == [.unanswered])
        async let told = ana.call(ReadOwnNews.self, .init(after: own, waitMs: 20_000))
        try await ivo.post("Until ten.", in: id)
        let all =
            try await told.messages
            + ana.call(
                ReadOwnNews.self,
                .init(after: told.next)
            ).messages
        #expect(all.map(\.message.text).contains("Until ten."))
        #expect(Set(all.map(\.message.seq)).isSuperset(of: [2, 3]))
    }

    @Test func `what another has is gone, and no word of it is told`() async throws {
        let house = try await House()
        let (ivo, eva) = (try await house.agent(), try await house.agent(named: "Eva"))
        let start = try await eva.call(ReadNews.self, .init()).next
        let id = try await house.asked()
        _ = try await ivo.take(id)
        try await house.endUser(house.ana).post("A secret.", in: id)
        let news = try await eva.call(ReadNews.self, .init(after: start))
        #expect(news.gone == [id])
        #expect(news.messages.isEmpty && news.conversations.isEmpty)
        let later = try await eva.call(ReadNews.self, .init(after: news.next))
        #expect(later.gone.isEmpty && later.messages.isEmpty)
    }

    @Test func `who saw a question wait is told that another has it`() async throws {
        let house = try await House()
        let (ivo, eva) = (try await house.agent(), try await house.agent(named: "Eva"))
        let start = try await eva.call(ReadNews.self, .init()).next
        let id = try await house.asked()
        let first = try await eva.call(ReadNews.self, .init(after: start))
        #expect(first.conversations.map(\.id) == [id] && first.gone.isEmpty)
        _ = try await ivo.take(id)
        let news = try await eva.call(ReadNews.self, .init(after: first.next))
        #expect(news.gone == [id] && news.conversations.isEmpty && news.messages.isEmpty)
    }

    @Test func `an administrator hears all of the partner, and nothing of another's`()
        async throws
    {
        let house = try await House()
        let admin = try await house.agent(.administrator)
        let other = try await house.agent(.administrator, of: house.bakery)
        let (start, foreign) = (
            try await admin.call(ReadNews.self, .init()).next,
            try await other.call(ReadNews.self, .init()).next
        )
        let id = try await house.asked()
        _ = try await house.agent().take(id)
        let news = try await admin.call(ReadNews.self, .init(after: start))
        #expect(news.messages.map(\.message.seq) == [1, 2])
        #expect(news.conversations.map(\.id) == [id])
        let none = try await other.call(ReadNews.self, .init(after: foreign))
        #expect(none.messages.isEmpty && none.conversations.isEmpty && none.gone.isEmpty)
        // A cursor is good for who got it.
        try await other.refused(.invalid, ReadNews.self, .init(after: start))
    }

    @Test func `persons are told nothing of it by the mesh's own reads`() async throws {
        let house = try await House()
        _ = try await house.asked()
        let ivo = try await house.agent()
        let kind = MessagePosted.declaration.kind
        await #expect(throws: CallRefused.self) {
            try await house.perform(
                ReadEvents.self,
                .init(kinds: [kind], limit: 10),
                for: ivo.person,
                as: .program(of: house.mall)
            )
        }
        let all = try await house.perform(
            ReadEvents.self,
            .init(limit: 100),
            for: ivo.person,
            as: .program(of: house.mall)
        )
        #expect(!all.events.contains { $0.kind == kind })
    }

    @Test func `who types is told to the other side alone, and forgotten`() async throws {
        let house = try await House()
        let (ivo, ana) = (try await house.agent(), house.endUser(house.ana))
        let id = try await house.asked()
        _ = try await ivo.take(id)
        let start = try await ivo.call(ReadNews.self, .init()).next
        async let heard = ivo.call(ReadNews.self, .init(after: start, waitMs: 20_000))
        // Whether it waits already or not, it is told.
        try await ana.call(SetTyping.self, .init(conversationId: id))
        try await ana.post("Well?", in: id)
        let news = try await heard
        #expect(news.typing.map(\.conversationId) == [id])
        #expect(news.typing.map(\.side) == [.customer])
        house.pass(.seconds(7))
        let later = try await ivo.call(ReadNews.self, .init(after: news.next))
        #expect(later.typing.isEmpty)
        #expect(try await ana.call(ReadOwnNews.self, .init()).typing.isEmpty)
    }
}
