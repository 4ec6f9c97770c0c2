import OctopusAdvertisingContract
import OctopusPartnersContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusAdvertising

/// What a campaign may be, whose it is, and how many there are.
struct CampaignTests {
    @Test func `a campaign is made in its one form, edited, listed and read`() async throws {
        let house = try await House()
        let cafe = house.operatorOf()
        let ad = try await house.approvedAd().id
        let terms = CampaignTerms(
            name: " May ",
            adIds: [ad],
            impressions: 100,
            startsAt: house.inHours(1),
            endsAt: house.inHours(25),
            blockedHours: [WeeklyHours(day: .sunday, fromMinute: 0, toMinute: 480)],
            cap: CampaignCap(most: 3, period: .day),
            dailyImpressions: 50
        )
        let made = try await cafe.newCampaign(terms)
        #expect(made.version == 1 && made.status == .draft && made.requestId == nil)
        #expect(made.terms.name == "May" && made.terms.priority == 5 && made.terms.weight == 1)
        #expect(made.terms.blockedHours == terms.blockedHours && made.terms.cap == terms.cap)
        #expect(made.shownAdIds.isEmpty && made.remaining == 0 && made.pausedFor == nil)
        let edited = try await cafe.edit(made, house.terms([ad], 200))
        #expect(edited.version == 2 && edited.terms.impressions == 200)
        #expect(edited.terms.blockedHours == nil && edited.terms.cap == nil)
        try await cafe.refused(
            .stale,
            EditCampaign.self,
            .init(campaignId: made.id, version: 1, terms: terms)
        )
        let other = try await cafe.newCampaign(terms)
        let ended = try await cafe.finish(other)
        let all = try await cafe.call(ListCampaigns.self, .init()).items
        #expect(all == [ended, edited])
        #expect(try await cafe.call(ListCampaigns.self, .init(status: .draft)).items == [edited])
        #expect(try await cafe.seen(made) == edited)
        let told = try await house.events(CampaignChanged.self).filter { $0.id == made.id }
        #expect(told.map(\.version) == [1, 2] && told.last?.terms == edited.terms)
        await house.close()
    }

    @Test func `a campaign shows approved ads of its partner, each once`() async throws {
        let house = try await House()
        let cafe = house.operatorOf()
        let approved = try await house.approvedAd().id
        let draft = try await cafe.newAd().id
        let foreign = try await house.operatorOf(house.bakery).newAd().id
        let wrong: [([AdID], [String])] = [
            ([], ["terms.adIds"]),
            ([draft], ["terms.adIds[0]"]),
            ([approved, foreign], ["terms.adIds[1]"]),
            ([approved, approved], ["terms.adIds[1]"]),
            (Array(repeating: approved, count: 11), ["terms.adIds"]),
        ]
        for (ads, paths) in wrong {
            let refused = try await cafe.refused(
                .invalid,
                CreateCampaign.self,
                .init(terms: house.terms(ads))
            )
            #expect(refused.violations.map(\.path) == paths)
        }
        await house.close()
    }

    @Test func `times have an order and an end in sight, and some hour is open`() async throws {
        let house = try await House()
        let cafe = house.operatorOf()
        let ads = [try await house.approvedAd().id]
        let sunday = WeeklyHours(day: .sunday, fromMinute: 0, toMinute: 1440)
        let all = Weekday.allCases.map { WeeklyHours(day: $0, fromMinute: 0, toMinute: 1440) }
        let half = WeeklyHours(day: .monday, fromMinute: 30, toMinute: 90)
        let none = WeeklyHours(day: .monday, fromMinute: 120, toMinute: 120)
        let path = "terms.blockedHours"
        let wrong: [(CampaignTerms, [String])] = [
            (house.terms(ads, from: 5, to: 5), ["terms.endsAt"]),
            (house.terms(ads, from: -5, to: -1), ["terms.endsAt"]),
            (house.terms(ads, to: 732 * 24), ["terms.endsAt"]),
            (house.terms(ads, blockedHours: all), [path]),
            (
                house.terms(ads, blockedHours: [sunday, half]),
                ["\(path)[1].fromMinute", "\(path)[1].toMinute"]
            ),
            (house.terms(ads, blockedHours: [none]), ["\(path)[0].toMinute"]),
            (house.terms(ads, blockedHours: Array(repeating: sunday, count: 51)), [path]),
        ]
        for (terms, paths) in wrong {
            let refused = try await cafe.refused(
                .invalid,
                CreateCampaign.self,
                .init(terms: terms)
            )
            #expect(refused.violations.map(\.path) == paths)
        }
        // It may have begun: then it does once it is approved.
        _ = try await cafe.newCampaign(house.terms(ads, from: -5, blockedHours: [sunday]))
        await house.close()
    }

    @Test func `segments are the partner's, and in use`() async throws {
        let house = try await House()
        let cafe = house.operatorOf()
        let ads = [try await house.approvedAd().id]
        let ids = (0..<3).map { _ in SegmentID(house.ids.uuid(at: house.clock.now)) }
        let owners = [house.cafe, house.cafe, house.bakery]
        for (index, id) in ids.enumerated() {
            try await house.tell(
                SegmentChanged(
                    id: id,
                    version: 1,
                    name: "Some",
                    rule: .all([]),
                    status: index == 1 ? .archived : .active
                ),
                of: house.mall,
                partner: owners[index]
            )
        }
        let made = try await cafe.newCampaign(house.terms(ads, segments: [ids[0]]))
        #expect(made.terms.segmentIds == [ids[0]])
        for id in ids.dropFirst() {
            let refused = try await cafe.refused(
                .invalid,
                CreateCampaign.self,
                .init(terms: house.terms(ads, segments: [id]))
            )
            #expect(refused.violations.map(\.path) == ["terms.segmentIds[0]"])
        }
        await house.close()
    }

    @Test func `another's campaign looks as if it did not exist`() async throws {
        let house = try await House()
        let campaign = try await house.running()
        let others = [
            house.operatorOf(house.bakery), house.operatorOf(house.broker, of: house.bank),
        ]
        for other in others {
            try await other.refused(.notFound, GetCampaign.self, .init(campaignId: campaign.id))
            for step in Self.steps { try await step.refused(.notFound, campaign, other) }
            try await other.refused(
                .notFound,
                ExtendCampaign.self,
                .init(campaignId: campaign.id, version: campaign.version, impressions: 200)
            )
            #expect(try await other.call(ListCampaigns.self, .init()).items.isEmpty)
        }
        #expect(try await house.operatorOf().seen(campaign) == campaign)
        await house.close()
    }

    @Test func `levels say who looks, who changes and who makes`() async throws {
        let house = try await House()
        let campaign = try await house.running()
        let nobody = house.operatorOf(levels: [.promos: .full])
        let viewer = house.operatorOf(levels: [.advertising: .view])
        let editor = house.operatorOf(levels: [.advertising: .update])
        try await nobody.refused(.denied, GetCampaign.self, .init(campaignId: campaign.id))
        #expect(try await viewer.seen(campaign) == campaign)
        for step in Self.steps { try await step.refused(.denied, campaign, viewer) }
        try await editor.refused(
            .denied,
            CreateCampaign.self,
            .init(terms: house.terms(campaign.terms.adIds))
        )
        #expect(try await editor.pause(campaign).status == .paused)
        await house.close()
    }

    @Test func `so many campaigns there are, and one that is finished makes room`() async throws {
        let house = try await House()
        let cafe = house.operatorOf()
        let ads = [try await house.approvedAd().id]
        let first = try await cafe.newCampaign(house.terms(ads))
        try await house.tamper(
            """
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n
                WHERE i < \(AdvertisingLimits.campaigns - 1))
            INSERT INTO campaigns (id, tenant, partner, version, name, ads, impressions, starts_at,
                ends_at, blocked_hours, segments, priority, weight, status, is_stopped, shown,
                created_at)
            SELECT randomblob(16), tenant, partner, 1, 'A', ads, 1, 0, 1, '[]', '[]', 5, 1, 'draft',
                0, '[]', 0 FROM campaigns, n
            """
        )
        try await cafe.refused(
            .tooManyCampaigns,
            CreateCampaign.self,
            .init(terms: house.terms(ads))
        )
        _ = try await cafe.finish(first)
        _ = try await cafe.newCampaign(house.terms(ads))
        await house.close()
    }

    static let steps: [any CampaignStep.Type] = [
        SubmitCampaign.self, WithdrawCampaign.self, PauseCampaign.self, ResumeCampaign.self,
        FinishCampaign.self,
    ]
}

/// A step of a campaign, as its version alone asks for it.
protocol CampaignStep: Method where Request == CampaignVersion, Reply == Campaign {}

extension CampaignStep {
    static func refused(
        _ reason: Reason,
        _ campaign: Campaign,
        _ somebody: Somebody
    ) async throws {
        try await somebody.refused(reason, Self.self, campaign.step)
    }
}

extension SubmitCampaign: CampaignStep {}
extension WithdrawCampaign: CampaignStep {}
extension PauseCampaign: CampaignStep {}
extension ResumeCampaign: CampaignStep {}
extension FinishCampaign: CampaignStep {}
