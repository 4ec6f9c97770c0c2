import FoundationEssentials
import OctopusAdvertisingContract
import OctopusIdentityContract
import OctopusPartnersContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusAdvertising

/// Which ad an end user is shown, and what may be told of it.
struct ShowingTests {
    @Test func `an ad is chosen, shown, seen and clicked, each once`() async throws {
        let house = try await House()
        let (place, campaign) = try await house.show()
        let ana = house.endUser(house.ana)
        let ad = try #require(try await ana.pick(place.id))
        #expect(ad.adId == campaign.terms.adIds[0] && ad.partnerId == house.cafe)
        #expect(ad.text == "Coffee for two." && ad.canClick)
        #expect(ad.expiresAt == house.clock.now.adding(milliseconds: 300_000))
        let cafe = house.operatorOf()
        #expect(try await cafe.seen(campaign).counted == 0)
        for event in [ImpressionEvent.shown, .viewable, .shown, .viewable] {
            let told = try await ana.tell(event, of: ad)
            #expect(told.isCounted && told.target == nil)
        }
        for _ in 0..<2 {
            let told = try await ana.tell(.clicked, of: ad)
            #expect(told.isCounted && told.target == "https://cafe.example/book")
        }
        let seen = try await cafe.seen(campaign)
        #expect(seen.counted == 1 && seen.remaining == 99)
        let rows = try await house.inspect { database in
            try Int64.one(
                database,
                """
                SELECT count(*) FROM impressions
                WHERE viewable_at IS NOT NULL AND clicked_at IS NOT NULL
                """
            )
        }
        #expect(rows == 1)
        #expect(try await house.balance().counted == 0)
        try await house.ledgerHears()
        #expect(try await house.balance().counted == 1)
        #expect(try await cafe.seen(campaign).counted == 1)
        try await house.expectBalanced()
        await house.close()
    }

    @Test func `nothing is shown where ads are off, or do not fit`() async throws {
        let house = try await House()
        let app = try await house.app()
        let on = try await house.place("Top", in: app)
        let off = try await house.place("Foot", in: app, isOn: false)
        let video = try await house.place("Film", in: app, formats: [.video])
        try await house.buy(100)
        _ = try await house.minute(house.minuteTerms())
        let ana = house.endUser(house.ana)
        #expect(try await ana.pick(on.id) != nil)
        #expect(try await ana.pick(off.id) == nil)
        #expect(try await ana.pick(video.id) == nil)
        let terms = PlacementTerms(name: "Film", sort: .native, formats: [.text], showsAds: true)
        _ = try await house.change(video, terms)
        #expect(try await ana.pick(video.id) != nil)
        try await house.tenant().call(
            EditApplication.self,
            .init(
                applicationId: app.id,
                version: 1,
                terms: .init(name: "Mall", kind: .app, showsAds: false)
            )
        )
        #expect(try await ana.pick(on.id) == nil)
        try await house.tenant().call(
            ArchiveApplication.self,
            .init(applicationId: app.id, version: 2)
        )
        try await ana.refused(.notFound, PickAd.self, .init(placementId: on.id))
        let cleo = house.endUser(house.cleo, of: house.bank)
        try await cleo.refused(.notFound, PickAd.self, .init(placementId: video.id))
        await house.close()
    }

    @Test func `a placement's size fits pictures of its shape`() async throws {
        let house = try await House()
        let app = try await house.app()
        let wide = try await house.place("Wide", in: app, size: .init(width: 600, height: 300))
        let square = try await house.place("Box", in: app, size: .init(width: 300, height: 300))
        let large = try await house.place("Wall", in: app, size: .init(width: 2400, height: 1200))
        let pictures = try await house.pictures()
        try await house.buy(100)
        _ = try await house.minute(house.minuteTerms(ad: .picture(pictures[0])))
        let ana = house.endUser(house.ana)
        #expect(try await ana.pick(wide.id)?.pictureId == pictures[0])
        #expect(try await ana.pick(square.id) == nil)
        #expect(try await ana.pick(large.id) == nil)
        // The bytes are none of this test's: who may not see a file is told that there is none.
        let question = FileQuestion(fileId: pictures[0], variant: .small)
        try await ana.refused(.fileLost, ReadAdFile.self, question)
        let cleo = house.endUser(house.cleo, of: house.bank)
        try await cleo.refused(.notFound, ReadAdFile.self, question)
        await house.close()
    }

    @Test func `a campaign is shown at the placements that it names`() async throws {
        let house = try await House()
        let app = try await house.app()
        let (top, foot) = (
            try await house.place("Top", in: app), try await house.place("Foot", in: app)
        )
        try await house.buy(100)
        _ = try await house.minute(house.minuteTerms(placements: [foot.id]))
        let ana = house.endUser(house.ana)
        #expect(try await ana.pick(top.id) == nil)
        #expect(try await ana.pick(foot.id) != nil)
        let side = try await house.place("Side", in: app)
        #expect(try await ana.pick(side.id) == nil)
        await house.close()
    }

    @Test func `a paused campaign is not shown, and what was chosen before counts`() async throws {
        let house = try await House()
        let (place, campaign) = try await house.show()
        let (ana, cafe) = (house.endUser(house.ana), house.operatorOf())
        let (first, second) = (
            try #require(try await ana.pick(place.id)), try #require(try await ana.pick(place.id))
        )
        let paused = try await cafe.pause(cafe.seen(campaign))
        #expect(try await ana.pick(place.id) == nil)
        #expect(try await ana.tell(.shown, of: first).isCounted)
        let running = try await cafe.resume(paused)
        #expect(try await ana.pick(place.id) != nil)
        _ = try await cafe.finish(running)
        #expect(try await ana.pick(place.id) == nil)
        // It has given back what it did not show.
        let late = try await ana.tell(.clicked, of: second)
        #expect(!late.isCounted && late.target != nil)
        #expect(try await house.balance().counted == 1)
        try await house.expectBalanced()
        await house.close()
    }

    @Test func `a suspended partner's ads are not shown, nor one that was changed`() async throws {
        let house = try await House()
        let (place, campaign) = try await house.show()
        let (ana, cafe) = (house.endUser(house.ana), house.operatorOf())
        let before = try #require(try await ana.pick(place.id))
        try await house.cafeBecomes(.suspended, version: 2)
        #expect(try await ana.pick(place.id) == nil)
        try await house.cafeBecomes(.active, version: 3)
        #expect(try await ana.pick(place.id) != nil)
        let ad = try await cafe.call(GetAd.self, .init(adId: campaign.terms.adIds[0]))
        let changed = try await cafe.edit(ad, .words("Tea for two."))
        #expect(try await ana.pick(place.id) == nil)
        // Its tenant has not seen where it leads now.
        #expect(try await ana.tell(.clicked, of: before).target == nil)
        try await house.decide(ad: changed.requestId, .approved)
        #expect(try await ana.pick(place.id)?.text == "Tea for two.")
        await house.close()
    }

    @Test func `segments are for who agreed to it, and belongs to them`() async throws {
        let house = try await House()
        let segment = SegmentID(house.ids.uuid(at: house.clock.now))
        func tell(_ rule: SegmentRule, version: Int64) async throws {
            try await house.tell(
                SegmentChanged(
                    id: segment,
                    version: version,
                    name: "Some",
                    rule: rule,
                    status: .active
                ),
                of: house.mall,
                partner: house.cafe
            )
            try await house.runJobs()
        }
        try await tell(.consents(.place), version: 1)
        try await house.agree(house.ana, to: [.advertising, .place], version: 2)
        try await house.agree(house.ben, to: [.place], version: 2)
        try await house.buy(100)
        let place = try await house.place()
        _ = try await house.minute(house.minuteTerms(segments: [segment]))
        let (ana, ben) = (house.endUser(house.ana), house.endUser(house.ben))
        #expect(try await ana.pick(place.id) != nil)
        #expect(try await ben.pick(place.id) == nil)
        try await house.agree(house.ben, to: [.advertising, .place], version: 3)
        #expect(try await ben.pick(place.id) != nil)
        try await tell(.consents(.emailMarketing), version: 2)
        #expect(try await ana.pick(place.id) == nil)
        await house.close()
    }

    @Test func `who is blocked is shown nothing, and of who is erased nothing is left`()
        async throws
    {
        let house = try await House()
        let (place, _) = try await house.show(cap: .init(most: 9, period: .day))
        let ana = house.endUser(house.ana)
        let ad = try #require(try await ana.pick(place.id))
        try await ana.tell(.shown, of: ad)
        try await house.tell(house.endUser(house.ana, .blocked, version: 2), of: house.mall)
        #expect(try await ana.pick(place.id) == nil)
        try await house.tell(house.endUser(house.ana, .erased, version: 3), of: house.mall)
        let left = try await house.inspect { database in
            try Int64.one(
                database,
                """
                SELECT (SELECT count(*) FROM impressions)
                    + (SELECT count(*) FROM campaign_caps)
                """
            )
        }
        #expect(left == 0)
        try await house.ledgerHears()
        #expect(try await house.balance().counted == 1)
        try await house.expectBalanced()
        await house.close()
    }

    @Test func `requests are noted for forecasts, whether something was shown or not`()
        async throws
    {
        let house = try await House()
        let place = try await house.place()
        let ana = house.endUser(house.ana)
        for _ in 0..<3 { #expect(try await ana.pick(place.id) == nil) }
        try await house.instance.environment.noteTraffic()
        try await house.instance.environment.noteTraffic()
        let noted = try await house.inspect { database in
            try Int64.all(database, "SELECT requests FROM ad_traffic")
        }
        #expect(noted == [3])
        await house.close()
    }

    @Test func `a tenant's zone is that which identity told of last`() async throws {
        let house = try await House()
        _ = try await house.place()
        // Nine in the morning is ten in the evening there.
        let zones = [("Europe/Zagreb", 1), ("Pacific/Auckland", 2)] as [(String, Int64)]
        for (zone, version) in zones {
            try await house.tell(
                house.tenant(house.mall, zone: zone, version: version),
                of: house.mall
            )
            try await house.runJobs()
            let (mall, now) = (house.mall, house.clock.now.milliseconds)
            let day = house.instance.environment.ads.serving.change { serving in
                serving.span(of: .day, at: now, for: mall)
            }
            var periods = try #require(ZonePeriods(zone))
            #expect(day == periods.span(of: .day, at: now))
        }
        await house.close()
    }
}
