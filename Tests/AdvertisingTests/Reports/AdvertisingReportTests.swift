import FoundationEssentials
import OctopusAdvertisingContract
import OctopusIdentityContract
import OctopusPartnersContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusAdvertising

/// What came of ads, by campaign, ad, placement and segment.
struct AdvertisingReportTests {
    @Test func `what an impression's row says is counted once, in each family`() async throws {
        let house = try await House()
        let (place, campaign) = try await house.show()
        let (ana, ben) = (house.endUser(house.ana), house.endUser(house.ben))
        let first = try #require(try await ana.pick(place.id))
        for event in [ImpressionEvent.shown, .viewable, .shown, .viewable, .clicked, .clicked] {
            try await ana.tell(event, of: first)
        }
        // A click tells that it was shown; what is never told of was served alone.
        let second = try #require(try await ben.pick(place.id))
        try await ben.tell(.clicked, of: second)
        _ = try #require(try await ben.pick(place.id))
        try await house.instance.environment.noteServed()
        try await house.instance.environment.noteServed()
        let families: [([AdvertisingMeasure], UUID, String)] = [
            (AdvertisingMeasure.ofCampaigns, campaign.id.uuid, "Minute"),
            (AdvertisingMeasure.ofAds, campaign.terms.adIds[0].uuid, "Coffee"),
            (AdvertisingMeasure.ofPlacements, place.id.uuid, "Mall / Top"),
        ]
        for (measures, thing, name) in families {
            for somebody in [house.operatorOf(), house.tenant()] {
                let totals = try await somebody.report(measures, byThing: true).totals
                #expect(totals.map(\.value) == [3, 2, 1, 2])
                #expect(totals.allSatisfy { $0.thingId?.uuid == thing && $0.name == name })
            }
            #expect(try await house.operatorOf().report(measures).values == [3, 2, 1, 2])
        }
        #expect(try await house.operatorOf().seen(campaign).counted == 2)
        try await house.expectBalanced()
        await house.close()
    }

    @Test func `each person is reached once by a campaign, over days and restarts`() async throws {
        var house = try await House()
        try await house.buy(100_000)
        let place = try await house.place().id
        let terms = try await house.minuteTerms(100_000, seconds: 3 * 86_400)
        let campaign = try await house.minute(terms)
        func show(to endUser: EndUserID) async throws {
            house.pass(.seconds(3600))
            let somebody = house.endUser(endUser)
            let ad = try #require(try await somebody.pick(place))
            #expect(try await somebody.tell(.shown, of: ad).isCounted)
        }
        for endUser in [house.ana, house.ana] { try await show(to: endUser) }
        house = try await House(restarting: house)
        house.pass(.seconds(86_400))
        for endUser in [house.ana, house.ben] { try await show(to: endUser) }
        let cafe = house.operatorOf()
        let days = try await cafe.report([.reached, .shown], step: .day, byThing: true)
        #expect(days.rows.map(\.values).filter { $0 != [0, 0] } == [[1, 2], [1, 2]])
        #expect(days.values == [2, 4])
        try await cafe.refused(.invalid, ReadAdvertisingReport.self, .days([.reached]))
        let one = [ReportedID(campaign.id.uuid)]
        #expect(try await cafe.report([.reached], things: one).values == [2])
        await house.close()
    }

    @Test func `who was reached is forgotten with the person and with the campaign`()
        async throws
    {
        let house = try await House()
        let (place, campaign) = try await house.show()
        for endUser in [house.ana, house.ben] {
            let somebody = house.endUser(endUser)
            let ad = try #require(try await somebody.pick(place.id))
            try await somebody.tell(.shown, of: ad)
        }
        #expect(try await house.reachRows() == 2)
        try await house.tell(house.endUser(house.ana, .erased, version: 3), of: house.mall)
        #expect(try await house.reachRows() == 1)
        // It goes once the campaign can show nothing more, and no sooner.
        house.pass(.seconds(600))
        let ended = try await house.operatorOf().seen(campaign)
        if ended.status != .finished { try await house.runJobs() }
        house.pass(.seconds(600))
        try await house.runJobs()
        #expect(try await house.operatorOf().seen(campaign).status == .finished)
        #expect(try await house.reachRows() == 0)
        let told = try await house.operatorOf().report([.reached, .shown], byThing: true)
        #expect(told.values == [2, 2])
        try await house.expectBalanced()
        await house.close()
    }

    @Test func `a campaign counts at each of its segments, and one for everybody at none`()
        async throws
    {
        let house = try await House()
        try await house.buy(1000)
        let place = try await house.place().id
        let segments = try await house.segments(["Some", "More"])
        try await house.agree(house.ana, to: [.advertising, .place], version: 2)
        for segments in [segments, nil] {
            let campaign = try await house.minute(house.minuteTerms(segments: segments))
            let ana = house.endUser(house.ana)
            let ad = try #require(try await ana.pick(place))
            try await ana.tell(.viewable, of: ad)
            _ = try await house.operatorOf().finish(house.operatorOf().seen(campaign))
        }
        try await house.instance.environment.noteServed()
        let cafe = house.operatorOf()
        let apart = try await cafe.report(AdvertisingMeasure.ofSegments, byThing: true)
        #expect(Set(apart.totals.map(\.name)) == ["Some", "More"])
        #expect(apart.totals.allSatisfy { $0.value == ($0.measure == .segmentClicks ? 0 : 1) })
        #expect(try await cafe.report([.shown, .viewable, .served]).values == [2, 2, 2])
        try await cafe.refused(.invalid, ReadAdvertisingReport.self, .days([.segmentShown]))
        let query = ReportQuery<AdvertisingMeasure>.days([.shown], segment: segments[0])
        try await cafe.refused(.invalid, ReadAdvertisingReport.self, query)
        await house.close()
    }

    @Test func `others see nothing of it, and things of others are not found`() async throws {
        let house = try await House()
        let (place, campaign) = try await house.show()
        let ana = house.endUser(house.ana)
        try await ana.tell(.shown, of: #require(try await ana.pick(place.id)))
        let query = ReportQuery<AdvertisingMeasure>.days([.shown])
        let bank = house.tenant(of: house.bank)
        try await bank.refused(.notFound, ReadAdvertisingReport.self, query)
        try await bank.refused(.notFound, ExportAdvertisingReport.self, query)
        let other = house.operatorOf(house.bakery)
        #expect(try await other.report([.shown]).values == [0])
        let theirs = ReportQuery<AdvertisingMeasure>.days(
            [.shown],
            things: [ReportedID(campaign.id.uuid)]
        )
        try await other.refused(.notFound, ReadAdvertisingReport.self, theirs)
        await house.close()
    }
}

extension AdvertisingMeasure {
    static let ofCampaigns: [Self] = [.served, .shown, .viewable, .clicks]
    static let ofAds: [Self] = [.adServed, .adShown, .adViewable, .adClicks]
    static let ofPlacements: [Self] = [
        .placementServed, .placementShown, .placementViewable, .placementClicks,
    ]
    static let ofSegments: [Self] = [
        .segmentServed, .segmentShown, .segmentViewable, .segmentClicks,
    ]
}

extension ReportQuery<AdvertisingMeasure> {
    /// Of the days that the tests are about.
    static func days(
        _ measures: [AdvertisingMeasure],
        step: ReportStep? = nil,
        things: [ReportedID]? = nil,
        byThing: Bool? = nil,
        segment: SegmentID? = nil
    ) -> Self {
        Self(
            measures: measures,
            from: "2026-01-01",
            until: "2027-01-01",
            step: step,
            things: things,
            byThing: byThing,
            segmentId: segment
        )
    }
}

extension Report {
    fileprivate var values: [Int64] { totals.map(\.value) }
}

extension Somebody {
    fileprivate func report(
        _ measures: [AdvertisingMeasure],
        step: ReportStep? = nil,
        things: [ReportedID]? = nil,
        byThing: Bool? = nil
    ) async throws -> Report<AdvertisingMeasure> {
        try await call(
            ReadAdvertisingReport.self,
            .days(measures, step: step, things: things, byThing: byThing)
        )
    }
}

extension World<AdvertisingEnvironment> {
    /// How many rows say whom a campaign was shown to.
    fileprivate func reachRows() async throws -> Int64? {
        try await inspect { database in
            try Int64.one(database, "SELECT count(*) FROM campaign_reach")
        }
    }

    /// Segments of the café of those who told where they are.
    fileprivate func segments(_ names: [String]) async throws -> [SegmentID] {
        var segments: [SegmentID] = []
        for name in names {
            let segment = SegmentID(ids.uuid(at: clock.now))
            let changed = SegmentChanged(
                id: segment,
                version: 1,
                name: name,
                rule: .consents(.place),
                status: .active
            )
            try await tell(changed, of: mall, partner: cafe)
            segments.append(segment)
        }
        try await runJobs()
        return segments
    }
}
