import OctopusAdvertisingContract
import OctopusIdentityContract
import OctopusPartnersContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit

@testable import OctopusAdvertising

extension Somebody {
    /// The ad that they are shown, if any.
    func pick(_ placement: PlacementID) async throws -> ShownAd? {
        try await call(PickAd.self, .init(placementId: placement)).ad
    }

    /// Their client tells of an ad.
    @discardableResult
    func tell(
        _ event: ImpressionEvent,
        of ad: ShownAd,
        card: Int64? = nil
    ) async throws -> CountAd.Reply {
        try await call(CountAd.self, .init(token: ad.token, event: event, card: card))
    }
}

extension World<AdvertisingEnvironment> {
    /// An app of the mall's.
    func app(_ name: String = "Mall", isOn: Bool = true) async throws -> Application {
        try await tenant().call(
            RegisterApplication.self,
            .init(terms: .init(name: name, kind: .app, showsAds: isOn))
        )
    }

    /// A placement of an app of the mall's, of a new one unless it is named.
    func place(
        _ name: String = "Top",
        in application: Application? = nil,
        formats: [AdFormat] = AdFormat.allCases,
        size: PlacementSize? = nil,
        isOn: Bool = true
    ) async throws -> Placement {
        let own: Application
        if let application { own = application } else { own = try await app() }
        return try await tenant().call(
            RegisterPlacement.self,
            .init(
                applicationId: own.id,
                terms: .init(
                    name: name,
                    sort: .banner,
                    formats: formats,
                    size: size,
                    showsAds: isOn
                )
            )
        )
    }

    func change(_ placement: Placement, _ terms: PlacementTerms) async throws -> Placement {
        try await tenant().call(
            EditPlacement.self,
            .init(placementId: placement.id, version: placement.version, terms: terms)
        )
    }

    /// A campaign of the café that lasts a minute and has begun, for impressions that the café has.
    func minute(_ terms: CampaignTerms) async throws -> Campaign {
        let cafe = operatorOf()
        let asked = try await cafe.submit(cafe.newCampaign(terms))
        try await decide(campaign: asked.requestId, .approved)
        try await runJobs()
        return try await cafe.seen(asked)
    }

    /// Of a campaign that begins now and ends in a minute.
    func minuteTerms(
        _ impressions: Int64 = 100,
        segments: [SegmentID]? = nil,
        placements: [PlacementID]? = nil,
        cap: CampaignCap? = nil,
        ad: AdTerms = .words(),
        seconds: Int64 = 60
    ) async throws -> CampaignTerms {
        CampaignTerms(
            name: "Minute",
            adIds: [try await approvedAd(ad).id],
            impressions: impressions,
            startsAt: clock.now,
            endsAt: clock.now.adding(milliseconds: seconds * 1000),
            segmentIds: segments,
            placementIds: placements,
            cap: cap
        )
    }

    /// A placement and a campaign of a minute that is shown there, with its last slot open.
    func show(
        _ impressions: Int64 = 100,
        cap: CampaignCap? = nil
    ) async throws -> (
        place: Placement, campaign: Campaign
    ) {
        try await buy(impressions)
        let place = try await place()
        let campaign = try await minute(minuteTerms(impressions, cap: cap))
        return (place, campaign)
    }

    /// Ana asks so often at once, and is shown what she is given.
    ///
    /// - Returns: How many were counted.
    func shown(of requests: Int, at place: PlacementID) async throws -> Int {
        let ana = endUser(ana)
        return try await withThrowingTaskGroup(of: ShownAd?.self) { group in
            for _ in 0..<requests { group.addTask { try await ana.pick(place) } }
            var count = 0
            for try await ad in group {
                guard let ad else { continue }
                if try await ana.tell(.shown, of: ad).isCounted { count += 1 }
            }
            return count
        }
    }

    /// Ten seconds go by, and the ledger hears of what was counted.
    func ledgerHears() async throws {
        pass(.seconds(10))
        try await runJobs()
    }

    /// What identity tells of an end user's consents.
    func agree(_ endUser: EndUserID, to consents: [ConsentKind], version: Int64) async throws {
        try await tell(
            EndUserChanged(
                id: endUser,
                version: version,
                code: code(of: endUser),
                status: .active,
                consents: consents
            ),
            of: mall
        )
    }
}
