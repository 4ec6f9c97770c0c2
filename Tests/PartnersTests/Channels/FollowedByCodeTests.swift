import GRDB
import OctopusIdentityContract
import OctopusLoyaltyContract
import OctopusPartnersContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusPartners

struct FollowedByCodeTests {
    private func asked(
        _ channel: ChannelID,
        by endUser: EndUserID,
        in house: House
    ) -> ChannelFollowAsked {
        ChannelFollowAsked(
            followId: FollowID(house.ids.uuid(at: house.clock.now)),
            channelId: channel,
            endUserId: endUser
        )
    }

    private func told(_ house: House) async throws -> [FollowID] {
        try await house.events(FollowerChanged.self).map(\.id)
    }

    @Test func `who scanned a channel's code follows it as if they had asked themselves`()
        async throws
    {
        let house = try await House()
        let (cafe, ana) = (house.operatorOf(), house.endUser(house.ana))
        let channel = try await cafe.publish(cafe.newChannel())
        let asked = asked(channel.id, by: house.ana, in: house)
        // The second time is a log that is read anew.
        for _ in 0..<2 { try await house.tell(asked, of: house.mall, partner: house.cafe) }
        #expect(try await told(house) == [asked.followId])
        #expect(try await ana.count(of: channel.id) == 1)
        let shown = try await ana.call(ListFollowedChannels.self, .init()).items
        #expect(shown.map(\.channelId) == [channel.id])
        #expect(shown.first?.followedSinceAt == house.clock.now)

        // They leave, and the log is read once more: they stay away.
        _ = try await ana.call(UnfollowChannel.self, .init(channelId: channel.id))
        try await house.tell(asked, of: house.mall, partner: house.cafe)
        #expect(try await ana.count(of: channel.id) == 0)
        await house.close()
    }

    @Test func `who follows already follows once`() async throws {
        let house = try await House()
        let (cafe, ana) = (house.operatorOf(), house.endUser(house.ana))
        let channel = try await cafe.publish(cafe.newChannel())
        _ = try await ana.follow(channel.id)
        let before = try await told(house)
        try await house.tell(
            asked(channel.id, by: house.ana, in: house),
            of: house.mall,
            partner: house.cafe
        )
        #expect(try await told(house) == before)
        await house.close()
    }

    @Test func `nobody follows what is hidden or another partner's, and nobody who is blocked`()
        async throws
    {
        let house = try await House()
        let cafe = house.operatorOf()
        let channel = try await cafe.publish(cafe.newChannel())
        let draft = try await cafe.newChannel("Soon")
        try await house.tell(
            house.endUser(house.ben, .blocked, version: 2),
            personal: .init(name: "Ben"),
            of: house.mall
        )
        for (what, who, partner) in [
            (draft.id, house.ana, house.cafe), (channel.id, house.ana, house.bakery),
            (channel.id, house.ben, house.cafe),
        ] {
            let asked = asked(what, by: who, in: house)
            try await house.tell(asked, of: house.mall, partner: partner)
        }
        #expect(try await told(house).isEmpty)
        await house.close()
    }

    @Test func `an end user whom identity has yet to tell of is waited for`() async throws {
        let house = try await House()
        let cafe = house.operatorOf()
        let channel = try await cafe.publish(cafe.newChannel())
        let newcomer = EndUserID(house.ids.uuid(at: house.clock.now))
        let asked = asked(channel.id, by: newcomer, in: house)
        // What is thrown parks the follow; it is applied again later.
        await #expect(throws: (any Error).self) {
            try await house.tell(asked, of: house.mall, partner: house.cafe)
        }
        try await house.tell(house.endUser(newcomer, .active, version: 1), of: house.mall)
        try await house.tell(asked, of: house.mall, partner: house.cafe)
        #expect(try await told(house) == [asked.followId])
        await house.close()
    }
}
