import OctopusHelpdeskContract
import OctopusIdentityContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusHelpdesk

struct RatingTests {
    @Test func `a finished round is rated once, and what was said is changed for a day`()
        async throws
    {
        let house = try await House()
        let (ivo, ana) = (try await house.agent(), house.endUser(house.ana))
        let id = try await house.asked()
        try await ana.refused(
            .nothingToRate,
            RateConversation.self,
            .init(conversationId: id, stars: 5)
        )
        _ = try await ivo.take(id)
        try await ivo.call(FinishConversation.self, .init(conversationId: id))
        let rated = try await ana.call(
            RateConversation.self,
            .init(conversationId: id, stars: 2, text: "Slow.")
        )
        #expect(rated.changeableUntilAt == house.clock.now.adding(.seconds(86_400)))
        house.pass(.seconds(86_400))
        let changed = try await ana.call(
            RateConversation.self,
            .init(conversationId: id, stars: 4, text: "Well.")
        )
        #expect(changed == rated)
        house.pass(.seconds(1))
        try await ana.refused(
            .ratingClosed,
            RateConversation.self,
            .init(conversationId: id, stars: 1)
        )
        let all = try await ivo.call(ListRatings.self, .init()).items
        #expect(all.map(\.stars) == [4] && all.first?.text == "Well.")
        #expect(all.first?.agentId == ivo.userID && all.first?.agentName == "Ivo")
        // The next round is another thing.
        try await ana.post("Again.", in: id)
        _ = try await ivo.take(id)
        try await ana.refused(
            .ratingClosed,
            RateConversation.self,
            .init(conversationId: id, stars: 1)
        )
        try await ivo.call(FinishConversation.self, .init(conversationId: id))
        try await ana.call(RateConversation.self, .init(conversationId: id, stars: 5))
        #expect(try await ivo.call(ListRatings.self, .init()).items.map(\.stars) == [5, 4])
        for stars in [0, 6] as [Int64] {
            try await ana.refused(
                .invalid,
                RateConversation.self,
                .init(conversationId: id, stars: stars)
            )
        }
    }

    @Test func `administrators see all, an operator theirs, and others nothing`() async throws {
        let house = try await House()
        let (ivo, eva) = (try await house.agent(), try await house.agent(named: "Eva"))
        let admin = try await house.agent(.administrator)
        let (ana, ben) = (house.endUser(house.ana), house.endUser(house.ben))
        let id = try await house.asked()
        _ = try await ivo.take(id)
        try await ivo.call(FinishConversation.self, .init(conversationId: id))
        try await ben.refused(.notFound, RateConversation.self, .init(conversationId: id, stars: 1))
        try await ana.call(RateConversation.self, .init(conversationId: id, stars: 3))
        #expect(try await admin.call(ListRatings.self, .init()).items.map(\.conversationId) == [id])
        #expect(
            try await admin.call(ListRatings.self, .init(agentId: eva.userID)).items.isEmpty
        )
        #expect(try await eva.call(ListRatings.self, .init()).items.isEmpty)
        try await eva.refused(.notFound, ListRatings.self, .init(agentId: ivo.userID))
        let other = try await house.agent(.administrator, of: house.bakery)
        #expect(try await other.call(ListRatings.self, .init()).items.isEmpty)
        #expect(
            try await other.call(ListRatings.self, .init(agentId: ivo.userID)).items.isEmpty
        )
    }

    @Test func `of an erased end user the stars stay, and no word`() async throws {
        let house = try await House()
        let (ivo, ana) = (try await house.agent(), house.endUser(house.ana))
        let id = try await house.asked()
        _ = try await ivo.take(id)
        try await ivo.call(FinishConversation.self, .init(conversationId: id))
        try await ana.call(
            RateConversation.self,
            .init(conversationId: id, stars: 1, text: "I am Ana, and I live here.")
        )
        try await house.tell(house.endUser(house.ana, .erased, version: 2), of: house.mall)
        try await house.runJobs()
        let left = try await ivo.call(ListRatings.self, .init()).items
        #expect(left.map(\.stars) == [1] && left.first?.text == nil)
    }
}
