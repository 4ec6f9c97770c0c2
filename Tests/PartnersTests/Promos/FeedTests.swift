import OctopusContract
import OctopusIdentityContract
import OctopusPartnersContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusPartners

/// Feeds of those who see only some of what there is.
struct FeedTests {
    @Test func `who follows a channel between two pages goes on with the second`() async throws {
        let house = try await House()
        let (cafe, ben) = (house.operatorOf(), house.endUser(house.ben))
        let channel = try await cafe.publish(cafe.newChannel())
        try await house.agree(house.ben)
        var promos: [PromoID] = []
        for _ in 0..<3 {
            let promo = try await cafe.schedule(cafe.newPromo(on: [channel.id], .everybody))
            let request = ApproveRequest.Request(requestId: try #require(promo.requestId))
            _ = try await house.desk().call(ApproveRequest.self, request)
            promos.append(promo.id)
            try await house.instance.jobs.runDue()
            house.pass(.seconds(1))
        }
        let first = try await ben.call(ListFeed.self, .init(limit: 1))
        #expect(first.items.map(\.promoId) == [promos[2]])
        _ = try await ben.follow(channel.id)
        let rest = try await ben.call(ListFeed.self, .init(after: first.next))
        #expect(rest.items.map(\.promoId) == [promos[1], promos[0]])
        await house.close()
    }

    @Test func `who follows another channel passes what is for followers of this one`()
        async throws
    {
        let house = try await House()
        let (cafe, ana) = (house.operatorOf(), house.endUser(house.ana))
        let channel = try await cafe.publish(cafe.newChannel("One"))
        let other = try await cafe.publish(cafe.newChannel("Two"))
        _ = try await ana.follow(other.id)
        let own = try await cafe.schedule(cafe.newPromo(on: [channel.id, other.id]))
        try await house.instance.jobs.runDue()
        house.pass(.seconds(1))
        _ = try await cafe.schedule(cafe.newPromo(on: [channel.id]))
        try await house.instance.jobs.runDue()
        try await house.repeatLastPromo(PageLimit.looked + 1)
        let page = ListChannelPromos.Request(channelId: channel.id)
        let first = try await ana.call(ListChannelPromos.self, page)
        #expect(first.items.isEmpty && first.next != nil)
        var (found, next): ([PromoID], PageCursor?) = ([], nil)
        repeat {
            let page = try await ana.call(ListFeed.self, .init(after: next))
            found += page.items.map(\.promoId)
            next = page.next
        } while next != nil
        #expect(found == [own.id])
        await house.close()
    }
}
