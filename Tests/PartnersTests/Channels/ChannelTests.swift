import OctopusIdentityContract
import OctopusPartnersContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusPartners

struct ChannelTests {
    @Test func `a channel is what was typed, and an edit names the version that was read`()
        async throws
    {
        let house = try await House()
        let cafe = house.operatorOf()
        let terms = ChannelTerms(
            name: "  Café  ",
            description: "Coffee.\r\nCake.",
            links: ["HTTPS://Cafe.example/menu?x=1", "http://münchen.example"],
            place: ChannelPlace(
                latitudeE7: 458_000_000,
                longitudeE7: 159_000_000,
                address: " Ilica 1 "
            )
        )
        let made = try await cafe.call(CreateChannel.self, .init(terms: terms))
        #expect(made.terms.name == "Café" && made.terms.description == "Coffee.\nCake.")
        #expect(
            made.terms.links == [
                "https://cafe.example/menu?x=1", "http://xn--mnchen-3ya.example",
            ]
        )
        #expect(made.terms.place?.address == "Ilica 1")
        #expect(made.status == .draft && made.version == 1 && made.followers == 0)
        let edit = EditChannel.Request(
            channelId: made.id,
            version: 1,
            terms: ChannelTerms(name: "Bar")
        )
        let edited = try await cafe.call(EditChannel.self, edit)
        #expect(edited.terms == ChannelTerms(name: "Bar") && edited.version == 2)
        try await cafe.refused(.stale, EditChannel.self, edit)
        #expect(try await house.events(ChannelChanged.self).map(\.version) == [1, 2])
        await house.close()
    }

    @Test func `all that is wrong with terms is told at once`() async throws {
        let house = try await House()
        let refused = try await house.operatorOf().refused(
            .invalid,
            CreateChannel.self,
            .init(
                terms: ChannelTerms(
                    name: "Café",
                    links: [
                        "javascript:alert(1)", "https://ana@cafe.example", "https://cafe.example",
                        "https://CAFE.example", "https://cafe.example/a b", "https://10.0.0.1/",
                    ]
                )
            )
        )
        #expect(
            Set(refused.violations.map(\.path)) == [
                "terms.links[0]", "terms.links[1]", "terms.links[3]",
                "terms.links[4]", "terms.links[5]",
            ]
        )
        await house.close()
    }

    @Test func `end users find what is published, and of their own tenant alone`() async throws {
        let house = try await House()
        let (cafe, ana) = (house.operatorOf(), house.endUser(house.ana))
        let channel = try await cafe.newChannel("Größe")
        let choice = ChannelChoice(channelId: channel.id)
        try await ana.refused(.notFound, GetChannel.self, choice)
        #expect(try await ana.found().isEmpty)
        let published = try await cafe.publish(channel)
        #expect(try await ana.found() == [channel.id])
        #expect(try await ana.found("GRÖSSE") == [channel.id])
        #expect(try await ana.found("tea").isEmpty)
        let page = try await ana.call(GetChannel.self, choice)
        #expect(page.partnerName == "A partner" && page.partnerId == house.cafe)
        let cleo = house.endUser(house.cleo, of: house.bank)
        try await cleo.refused(.notFound, GetChannel.self, choice)
        try await cleo.refused(.notFound, FollowChannel.self, choice)
        #expect(try await cleo.found().isEmpty)
        let version = ChannelVersion(channelId: channel.id, version: published.version)
        let bakery = house.operatorOf(house.bakery)
        try await bakery.refused(.notFound, UnpublishChannel.self, version, at: house.bakery)
        try await bakery.refused(
            .notFound,
            ListFollowers.self,
            .init(channelId: channel.id),
            at: house.bakery
        )
        _ = try await cafe.call(UnpublishChannel.self, version)
        #expect(try await ana.found().isEmpty)
        try await cafe.refused(.stale, PublishChannel.self, version)
        await house.close()
    }

    @Test func `an archived channel is nothing any more, and makes room`() async throws {
        let house = try await House()
        let cafe = house.operatorOf()
        try await house.entitle(house.cafe, [.channels], PackageLimits(channels: 1))
        let first = try await cafe.publish(cafe.newChannel())
        let refused = try await cafe.refused(
            .packageLimit,
            CreateChannel.self,
            .init(terms: ChannelTerms(name: "Second"))
        )
        #expect(refused.violations.map(\.path) == ["channels"])
        let version = ChannelVersion(channelId: first.id, version: 2)
        let archived = try await cafe.call(ArchiveChannel.self, version)
        #expect(archived.status == .archived)
        _ = try await cafe.newChannel("Second")
        let last = ChannelVersion(channelId: first.id, version: 3)
        try await cafe.refused(.wrongState, PublishChannel.self, last)
        try await cafe.refused(.wrongState, ArchiveChannel.self, last)
        try await cafe.refused(
            .wrongState,
            EditChannel.self,
            .init(channelId: first.id, version: 3, terms: ChannelTerms(name: "New"))
        )
        #expect(try await house.endUser(house.ana).found().isEmpty)
        let listed = try await cafe.call(ListChannels.self, .init(status: .archived))
        #expect(listed.items.map(\.id) == [first.id])
        await house.close()
    }

    @Test func `a package below the channels in use is refused with both numbers`() async throws {
        let house = try await House()
        let (desk, cafe) = (house.desk(), house.operatorOf())
        for name in ["One", "Two"] { _ = try await cafe.newChannel(name) }
        let small = try await desk.newPackage(
            "Small",
            [.channels],
            limits: PackageLimits(channels: 1)
        )
        let refused = try await cafe.refused(
            .aboveLimits,
            RequestPackage.self,
            .init(packageId: small.id)
        )
        #expect(refused.violations.map(\.path) == ["channels"])
        #expect(refused.violations.first?.message.contains("archive 1 first") == true)
        await house.close()
    }

    @Test func `channels hide while their partner is suspended or has no channels in its package`()
        async throws
    {
        let house = try await House()
        let (cafe, ana) = (house.operatorOf(), house.endUser(house.ana))
        let channel = try await cafe.publish(cafe.newChannel(at: (45.8, 15.9)))
        _ = try await ana.follow(channel.id)
        func seen() async throws -> [Int] {
            let followed = try await ana.call(ListFollowedChannels.self, .init())
            return try await [
                ana.found().count, ana.near(45.8, 15.9).count, followed.items.count,
            ]
        }
        #expect(try await seen() == [1, 1, 1])
        try await house.suspend(house.cafe)
        #expect(try await seen() == [0, 0, 0])
        try await ana.refused(.notFound, GetChannel.self, .init(channelId: channel.id))
        try await cafe.refused(
            .partnerSuspended,
            CreateChannel.self,
            .init(terms: ChannelTerms(name: "New"))
        )
        // A package that lacks channels in the meantime: the partner's return shows nothing.
        try await house.entitle(house.cafe, [.coupons])
        try await house.reactivate(house.cafe)
        #expect(try await seen() == [0, 0, 0])
        try await house.entitle(house.cafe, [.channels, .coupons])
        #expect(try await seen() == [1, 1, 1])
        // Who follows it may end that while it is hidden.
        try await house.suspend(house.cafe)
        let ended = try await ana.call(UnfollowChannel.self, .init(channelId: channel.id))
        #expect(ended.sinceAt == nil)
        await house.close()
    }
}
