import GRDB
import OctopusIdentityContract
import OctopusPartnersContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusPartners

struct FollowerTests {
    @Test func `following twice is following once, and each change is told once`() async throws {
        let house = try await House()
        let (cafe, ana) = (house.operatorOf(), house.endUser(house.ana))
        let channel = try await cafe.publish(cafe.newChannel())
        let first = try await ana.follow(channel.id)
        house.pass(.seconds(5))
        #expect(try await ana.follow(channel.id) == first)
        let followers = ListFollowers.Request(channelId: channel.id)
        let follower = try #require(try await cafe.call(ListFollowers.self, followers).items.first)
        #expect(follower.endUserId == house.ana && follower.sinceAt == first.sinceAt)
        #expect(follower.name == "Name of \(house.code(of: house.ana))")
        let shown = try EndUserCode(house.code(of: house.ana)).description
        #expect(follower.endUserCode == shown)
        #expect(try await ana.count(of: channel.id) == 1)
        let choice = ChannelChoice(channelId: channel.id)
        for _ in 0..<2 {
            let ended = try await ana.call(UnfollowChannel.self, choice)
            #expect(ended == Following(channelId: channel.id))
        }
        #expect(try await ana.count(of: channel.id) == 0)
        #expect(try await cafe.call(ListFollowers.self, followers).items.isEmpty)
        _ = try await ana.follow(channel.id)
        let told = try await house.events(FollowerChanged.self)
        #expect(told.map(\.isFollowing) == [true, false, true])
        #expect(told.map(\.version) == [1, 2, 1] && told[0].id == told[1].id)
        #expect(told[2].id != told[0].id)
        #expect(told.allSatisfy { $0.endUserId == house.ana && $0.audience == [house.ana.uuid] })
        await house.close()
    }

    @Test func `a hundred at once are one each, and the counts are exact`() async throws {
        let house = try await House()
        let cafe = house.operatorOf()
        let channel = try await cafe.publish(cafe.newChannel())
        let (ana, ben) = (house.endUser(house.ana), house.endUser(house.ben))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for turn in 0..<100 {
                group.addTask {
                    _ = try await (turn.isMultiple(of: 2) ? ana : ben).follow(channel.id)
                }
            }
            try await group.waitForAll()
        }
        #expect(try await ana.count(of: channel.id) == 2)
        #expect(try await house.events(FollowerChanged.self).count == 2)
        await house.close()
    }

    @Test func `lists go on where they ended, the newest first`() async throws {
        let house = try await House()
        let (cafe, ana) = (house.operatorOf(), house.endUser(house.ana))
        var channels: [ChannelID] = []
        for number in 0..<5 {
            let channel = try await cafe.publish(cafe.newChannel("Channel \(number)"))
            _ = try await ana.follow(channel.id)
            channels.append(channel.id)
            house.pass(.seconds(1))
        }
        var (found, next): ([ChannelID], PageCursor?) = ([], nil)
        repeat {
            let page = try await ana.call(ListFollowedChannels.self, .init(after: next, limit: 2))
            found += page.items.map(\.channelId)
            next = page.next
        } while next != nil
        #expect(found == channels.reversed())
        await house.close()
    }

    @Test func `an archived channel lets its followers go, each told once`() async throws {
        let house = try await House()
        let (cafe, ana) = (house.operatorOf(), house.endUser(house.ana))
        let kept = try await cafe.publish(cafe.newChannel("Kept"))
        let ended = try await cafe.publish(cafe.newChannel("Ended"))
        for channel in [kept, ended] { _ = try await ana.follow(channel.id) }
        _ = try await house.endUser(house.ben).follow(ended.id)
        _ = try await cafe.call(
            ArchiveChannel.self,
            .init(channelId: ended.id, version: ended.version)
        )
        try await house.instance.jobs.runDue()
        try await house.instance.jobs.runDue()
        let left = try await house.inspect { database in
            try ChannelID.all(database, "SELECT channel FROM channel_followers", [])
        }
        #expect(left == [kept.id])
        let told = try await house.events(FollowerChanged.self).filter { !$0.isFollowing }
        #expect(Set(told.map(\.endUserId)) == [house.ana, house.ben])
        #expect(told.count == 2 && told.allSatisfy { $0.channelId == ended.id })
        let count = try await house.inspect { database in
            try Int.fetchOne(database, sql: "SELECT count(*) FROM ended_channels")
        }
        #expect(count == 0)
        await house.close()
    }

    @Test func `a blocked end user begins nothing new`() async throws {
        let house = try await House()
        let cafe = house.operatorOf()
        let channel = try await cafe.publish(cafe.newChannel())
        try await house.tell(
            house.endUser(house.ana, .blocked, version: 2),
            personal: .init(name: "Ana"),
            of: house.mall
        )
        let choice = ChannelChoice(channelId: channel.id)
        try await house.endUser(house.ana).refused(.endUserBlocked, FollowChannel.self, choice)
        await house.close()
    }

    @Test func `of an erased end user nothing is left`() async throws {
        let house = try await House()
        let (cafe, ana) = (house.operatorOf(), house.endUser(house.ana))
        let channel = try await cafe.publish(cafe.newChannel())
        _ = try await ana.follow(channel.id)
        _ = try await house.endUser(house.ben).follow(channel.id)
        try await house.tell(house.endUser(house.ana, .erased, version: 2), of: house.mall)
        let listed = try await cafe.call(ListFollowers.self, .init(channelId: channel.id))
        #expect(listed.items.map(\.endUserId) == [house.ben])
        #expect(try await house.endUser(house.ben).count(of: channel.id) == 1)
        await house.close()
    }

    @Test func `every table that holds a person's id is told, or withheld for a reason`()
        async throws
    {
        let house = try await House()
        let (cafe, ana) = (house.operatorOf(), house.endUser(house.ana))
        let channel = try await cafe.publish(cafe.newChannel("Umbrellas"))
        _ = try await ana.follow(channel.id)
        let data = PartnersService.definition.personal
        let (faults, holding) = try await house.inspect { database in
            (
                try PersonalSweep.faults(of: data, in: database),
                try PersonalSweep.tables(holding: house.ana, in: database)
            )
        }
        #expect(faults == [])
        let file = try await ana.call(
            ReadPersonalData.self,
            .init(endUserId: house.ana, limit: 100)
        )
        let told = Set(file.items.map(\.table))
        #expect(told.isSuperset(of: ["end_users", "channel_followers"]))
        #expect(holding.intersection(data.impersonal) == [])
        #expect(holding.subtracting(data.withheld.keys).subtracting(told) == ["events"])
        #expect(file.items.flatMap(\.fields).contains { $0.text == "Umbrellas" })
        await house.close()
    }
}

extension Somebody {
    func count(of channel: ChannelID) async throws -> Int64 {
        try await call(GetChannel.self, .init(channelId: channel)).followers
    }
}
