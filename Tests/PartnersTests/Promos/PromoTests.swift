import OctopusIdentityContract
import OctopusPartnersContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusPartners

struct PromoTests {
    @Test func `a promo is seen from its start to its end, and by followers alone`() async throws {
        let house = try await House()
        let (cafe, ana) = (house.operatorOf(), house.endUser(house.ana))
        let channel = try await cafe.publish(cafe.newChannel())
        _ = try await ana.follow(channel.id)
        let draft = try await cafe.newPromo(
            on: [channel.id],
            startsAt: house.clock.now.adding(milliseconds: 60_000),
            endsAt: house.clock.now.adding(milliseconds: 120_000)
        )
        let scheduled = try await cafe.schedule(draft)
        #expect(scheduled.status == .scheduled)
        try await house.instance.jobs.runDue()
        #expect(try await ana.feed().isEmpty)
        house.pass(.seconds(60))
        try await house.instance.jobs.runDue()
        #expect(try await ana.feed() == [draft.id])
        #expect(try await house.endUser(house.ben).feed().isEmpty)
        let shown = ListChannelPromos.Request(channelId: channel.id)
        let item = try #require(try await ana.call(ListChannelPromos.self, shown).items.first)
        #expect(item.promoId == draft.id && item.hasLink && !item.isOpened)
        #expect(item.partnerName == "A partner" && item.startedAt == house.clock.now)
        #expect(try await house.endUser(house.ben).call(ListChannelPromos.self, shown).items == [])
        // From its very millisecond it is over, whenever the job comes.
        house.pass(.seconds(60))
        #expect(try await ana.feed().isEmpty)
        try await ana.refused(.notFound, OpenPromo.self, .init(promoId: draft.id))
        try await house.instance.jobs.runDue()
        let told = try await house.events(PromoChanged.self)
        #expect(told.map(\.status) == [.draft, .scheduled, .live, .ended])
        #expect(told.map(\.version) == [1, 2, 3, 4])
        await house.close()
    }

    @Test func `all that is wrong with terms is told at once`() async throws {
        let house = try await House()
        let cafe = house.operatorOf()
        let channel = try await cafe.newChannel()
        let strange = try await house.operatorOf(house.bakery)
            .call(CreateChannel.self, .init(terms: ChannelTerms(name: "Bread")), at: house.bakery)
        let now = house.clock.now
        let refused = try await cafe.refused(
            .invalid,
            CreatePromo.self,
            .init(
                terms: PromoTerms(
                    title: "Coffee",
                    text: "Now.",
                    target: "data:text/html,hi",
                    videoLink: "http://video.example/1",
                    audience: PromoAudience(
                        reach: .followers,
                        channels: [channel.id, strange.id, channel.id]
                    ),
                    startsAt: now.adding(milliseconds: 2),
                    endsAt: now.adding(milliseconds: 1)
                )
            )
        )
        let channels = "terms.audience.channels"
        #expect(
            Set(refused.violations.map(\.path)) == [
                "terms.target", "terms.videoLink", "\(channels)[1]", "\(channels)[2]",
                "terms.endsAt",
            ]
        )
        await house.close()
    }

    @Test func `what reaches everybody waits for the tenant, with what it shows and to how many`()
        async throws
    {
        let house = try await House()
        let (desk, cafe) = (house.desk(), house.operatorOf())
        let channel = try await cafe.publish(cafe.newChannel())
        try await house.agree(house.ben)
        let end = house.clock.now.adding(milliseconds: 86_400_000)
        let draft = try await cafe.newPromo(
            on: [channel.id],
            .everybody,
            videoLink: "https://video.example/1",
            endsAt: end
        )
        let asked = try await cafe.schedule(draft)
        #expect(asked.status == .requested)
        let request = try #require(asked.requestId)
        try await house.instance.jobs.runDue()
        let (ana, ben) = (house.endUser(house.ana), house.endUser(house.ben))
        #expect(try await ben.feed().isEmpty)
        let waiting = try await desk.call(ListPendingRequests.self, .init(desk: .others)).items
        #expect(waiting.map(\.id) == [request] && waiting.first?.kind == .broadcast)
        let preview = try #require(waiting.first?.preview)
        #expect(preview.audience == 1 && preview.engagement == "promo")
        #expect(preview.content?.contains("Half price today.") == true)
        #expect(preview.videoLink == "https://video.example/1" && preview.endsAt == end)
        #expect(preview.channelNames == ["Café"])
        _ = try await desk.call(ApproveRequest.self, .init(requestId: request))
        try await house.instance.jobs.runDue()
        #expect(try await ben.feed() == [draft.id])
        // Who neither follows nor agreed sees nothing of it; a tenant next door neither.
        #expect(try await ana.feed().isEmpty)
        #expect(try await house.endUser(house.cleo, of: house.bank).feed().isEmpty)
        try await ana.refused(.notFound, ClickPromo.self, .init(promoId: draft.id))
        await house.close()
    }

    @Test func `what was rejected or taken back is never shown, and can be asked for again`()
        async throws
    {
        let house = try await House()
        let (desk, cafe) = (house.desk(), house.operatorOf())
        let channel = try await cafe.publish(cafe.newChannel())
        try await house.agree(house.ben)
        let draft = try await cafe.newPromo(on: [channel.id], .everybody)
        let first = try #require(try await cafe.schedule(draft).requestId)
        _ = try await desk.call(RejectRequest.self, .init(requestId: first, reason: "Too loud."))
        let back = try #require(try await cafe.call(ListPromos.self, .init()).items.first)
        #expect(back.status == .draft && back.requestId == first)
        let second = try #require(try await cafe.schedule(back).requestId)
        _ = try await cafe.call(CancelRequest.self, .init(requestId: second))
        let again = try #require(try await cafe.call(ListPromos.self, .init()).items.first)
        #expect(again.status == .draft)
        let third = try await cafe.schedule(again)
        let ended = try await cafe.call(
            CancelPromo.self,
            .init(promoId: third.id, version: third.version)
        )
        #expect(ended.status == .cancelled)
        let activity = try await cafe.call(ListActivity.self, .init()).items
        let steps: [ActivityKind] = [.cancelled, .requested, .cancelled, .requested]
        #expect(Array(activity.map(\.kind).prefix(4)) == steps)
        try await desk.refused(
            .alreadyDecided,
            ApproveRequest.self,
            .init(requestId: try #require(third.requestId))
        )
        try await house.instance.jobs.runDue()
        #expect(try await house.endUser(house.ben).feed().isEmpty)
        await house.close()
    }

    @Test func `opens and clicks count once for each end user, and stay when one is erased`()
        async throws
    {
        let house = try await House()
        let cafe = house.operatorOf()
        let channel = try await cafe.publish(cafe.newChannel())
        let people = [house.endUser(house.ana), house.endUser(house.ben)]
        for one in people { _ = try await one.follow(channel.id) }
        let promo = try await cafe.schedule(cafe.newPromo(on: [channel.id]))
        try await house.instance.jobs.runDue()
        let choice = PromoChoice(promoId: promo.id)
        for one in people + people { _ = try await one.call(OpenPromo.self, choice) }
        for _ in 0..<2 {
            let reply = try await people[0].call(ClickPromo.self, choice)
            #expect(reply.target == "https://cafe.example/half")
        }
        func counts() async throws -> [Int64] {
            let promo = try await cafe.call(ListPromos.self, .init()).items.first
            return [promo?.opens ?? 0, promo?.clicks ?? 0]
        }
        #expect(try await counts() == [2, 1])
        let file = try await people[0].call(
            ReadPersonalData.self,
            .init(endUserId: house.ana, limit: 100)
        )
        #expect(Set(file.items.map(\.table)).isSuperset(of: ["promo_readers", "receivers"]))
        try await house.tell(house.endUser(house.ana, .erased, version: 9), of: house.mall)
        #expect(try await counts() == [2, 1])
        let left = try await house.inspect { database in
            try PersonalSweep.tables(holding: house.ana, in: database)
        }
        #expect(left.isDisjoint(with: ["promo_readers", "receivers", "channel_followers"]))
        await house.close()
    }

    @Test func `a suspended partner, a hidden channel and a lost product show no promo`()
        async throws
    {
        let house = try await House()
        let (cafe, ana) = (house.operatorOf(), house.endUser(house.ana))
        let channel = try await cafe.publish(cafe.newChannel())
        _ = try await ana.follow(channel.id)
        _ = try await cafe.schedule(cafe.newPromo(on: [channel.id]))
        try await house.instance.jobs.runDue()
        #expect(try await ana.feed().count == 1)
        try await house.suspend(house.cafe)
        #expect(try await ana.feed().isEmpty)
        try await house.reactivate(house.cafe)
        try await house.entitle(house.cafe, [.channels])
        #expect(try await ana.feed().isEmpty)
        try await house.entitle(house.cafe, [.channels, .promos])
        #expect(try await ana.feed().count == 1)
        let hidden = ChannelVersion(channelId: channel.id, version: channel.version)
        _ = try await cafe.call(UnpublishChannel.self, hidden)
        #expect(try await ana.feed().isEmpty)
        await house.close()
    }

    @Test func `the feed goes on where it ended, the newest first, each promo once`() async throws {
        let house = try await House()
        let (cafe, ana) = (house.operatorOf(), house.endUser(house.ana))
        var channels: [ChannelID] = []
        for name in ["One", "Two"] {
            channels.append(try await cafe.publish(cafe.newChannel(name)).id)
            _ = try await ana.follow(channels[channels.count - 1])
        }
        var promos: [PromoID] = []
        for _ in 0..<5 {
            promos.append(try await cafe.schedule(cafe.newPromo(on: channels)).id)
            try await house.instance.jobs.runDue()
            house.pass(.seconds(1))
        }
        var (found, next): ([PromoID], PageCursor?) = ([], nil)
        repeat {
            let page = try await ana.call(ListFeed.self, .init(after: next, limit: 2))
            found += page.items.map(\.promoId)
            next = page.next
        } while next != nil
        #expect(found == promos.reversed())
        await house.close()
    }
}
