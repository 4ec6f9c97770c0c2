import GRDB
import OctopusIdentityContract
import OctopusPartnersContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusLoyalty

struct ChannelTests {
    @Test func `a channel is found by its own partner, and while end users find it`() async throws {
        let house = try await House()
        let shown = try await house.newChannel()
        let hidden = try await house.newChannel(named: "Soon", .draft)
        let (cafe, bakery) = (house.cafe, house.bakery)
        let found = try await house.inspect { database in
            try ChannelRecord.published(shown, of: cafe, in: database).name
        }
        #expect(found == "Café")
        for (channel, partner) in [(shown, bakery), (hidden, cafe)] {
            await #expect(throws: Refusal.self) {
                try await house.inspect { database in
                    _ = try ChannelRecord.published(channel, of: partner, in: database)
                }
            }
        }
    }

    @Test func `who follows is known until they are erased`() async throws {
        let house = try await House()
        let channel = try await house.newChannel()
        try await house.follow(channel, by: house.ana)
        #expect(try await follows(house, channel))
        try await house.tell(house.endUser(house.ana, .erased, version: 2), of: house.mall)
        try await house.settle()
        #expect(try await follows(house, channel) == false)
    }

    private func follows(_ house: House, _ channel: ChannelID) async throws -> Bool {
        let ana = house.ana
        return try await house.inspect { database in
            try database.exists(
                "SELECT 1 FROM channel_followers WHERE channel = ? AND end_user = ?",
                [channel, ana]
            )
        }
    }
}
