import GRDB
import OctopusHelpdeskContract
import OctopusIdentityContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusHelpdesk

struct BlockTests {
    @Test func `who is blocked writes to none of the partner's channels, and reads what there is`()
        async throws
    {
        let house = try await House()
        let (ivo, ana) = (try await house.agent(), house.endUser(house.ana))
        let id = try await house.asked()
        _ = try await ivo.take(id)
        let blocked = try await ivo.call(BlockFollower.self, .init(conversationId: id))
        #expect(blocked.endUserId == house.ana && blocked.blockedAt == house.clock.now)
        house.pass(.seconds(60))
        let again = try await ivo.call(BlockFollower.self, .init(conversationId: id))
        #expect(again == blocked)
        try await ana.refused(
            .blockedByPartner,
            PostMessage.self,
            .text("Why?", in: id, calling: "1")
        )
        let other = try await house.channel(named: "Bar")
        try await house.follow(other, by: house.ana)
        try await ana.refused(.blockedByPartner, OpenConversation.self, .init(channelId: other))
        #expect(try await ana.messages(of: id).compactMap(\.text) == ["Are you open?"])
        // Another partner knows nothing of it.
        let bakery = try await house.channel(of: house.bakery, named: "Bakery")
        try await house.follow(bakery, by: house.ana, of: house.bakery)
        try await ana.call(OpenConversation.self, .init(channelId: bakery), at: house.bakery)
        try await ivo.call(UnblockFollower.self, .init(endUserId: house.ana))
        try await ana.post("Thank you.", in: id)
    }

    @Test func `a normal operator blocks where they may answer, and sees whom they blocked`()
        async throws
    {
        let house = try await House()
        let (ivo, eva) = (try await house.agent(), try await house.agent(named: "Eva"))
        let admin = try await house.agent(.administrator)
        let id = try await house.asked()
        _ = try await ivo.take(id)
        try await eva.refused(.notFound, BlockFollower.self, .init(conversationId: id))
        try await ivo.call(BlockFollower.self, .init(conversationId: id))
        #expect(try await eva.call(ListBlockedFollowers.self, .init()).items.isEmpty)
        try await eva.refused(.notFound, UnblockFollower.self, .init(endUserId: house.ana))
        for somebody in [ivo, admin] {
            let items = try await somebody.call(ListBlockedFollowers.self, .init()).items
            #expect(items.map(\.endUserId) == [house.ana])
            #expect(items.first?.name == "Name of \(Cast.code(of: house.ana))")
            #expect(items.first?.blockedBy == ivo.userID)
        }
        let other = try await house.agent(.administrator, of: house.bakery)
        #expect(try await other.call(ListBlockedFollowers.self, .init()).items.isEmpty)
        // What nobody blocked is nothing to undo, and at another partner's door least of all.
        try await other.call(UnblockFollower.self, .init(endUserId: house.ana))
        try await admin.call(UnblockFollower.self, .init(endUserId: house.ana))
        #expect(try await admin.call(ListBlockedFollowers.self, .init()).items.isEmpty)
    }

    @Test func `a muted channel's messages come, and nobody is told`() async throws {
        let house = try await House()
        let (ivo, ana) = (try await house.agent(), house.endUser(house.ana))
        let channel = try await house.channel()
        try await ana.refused(.notFollowing, MuteChannel.self, .init(channelId: channel))
        let id = try await house.asked(in: channel)
        try await ivo.post("Yes.", in: id)
        try await ana.call(MuteChannel.self, .init(channelId: channel))
        try await ana.call(MuteChannel.self, .init(channelId: channel))
        try await ivo.post("Until ten.", in: id)
        let muted = try await ana.call(ListMutedChannels.self, .init()).items
        #expect(muted.map(\.channelName) == ["Café"] && muted.first?.partnerId == house.cafe)
        #expect(
            try await house.endUser(house.ben).call(ListMutedChannels.self, .init()).items.isEmpty
        )
        try await ana.call(UnmuteChannel.self, .init(channelId: channel))
        #expect(try await ana.call(ListMutedChannels.self, .init()).items.isEmpty)
        try await ivo.post("On Sundays, too.", in: id)
        let told = try await house.events(MessagePosted.self).filter { $0.side == .agent }
        #expect(told.map { $0.tells != nil } == [true, false, true])
        #expect(try await ana.messages(of: id).compactMap(\.text).contains("Until ten."))
        try await ana.refused(
            .notFound,
            MuteChannel.self,
            .init(channelId: channel),
            at: house.bakery
        )
    }

    @Test func `an erased end user leaves neither`() async throws {
        let house = try await House()
        let ivo = try await house.agent()
        let channel = try await house.channel()
        let id = try await house.asked(in: channel)
        try await house.endUser(house.ana).call(MuteChannel.self, .init(channelId: channel))
        try await ivo.call(BlockFollower.self, .init(conversationId: id))
        try await house.tell(house.endUser(house.ana, .erased, version: 2), of: house.mall)
        let left = try await house.inspect { database in
            try Int.fetchOne(
                database,
                sql: "SELECT (SELECT count(*) FROM blocks) + (SELECT count(*) FROM mutes)"
            )
        }
        #expect(left == 0)
        let admin = try await house.agent(.administrator)
        try await admin.refused(.notFound, BlockFollower.self, .init(conversationId: id))
    }
}
