import GRDB
import OctopusAdvertisingContract
import OctopusPartnersContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit

@testable import OctopusAdvertising

extension Somebody {
    func newCampaign(_ terms: CampaignTerms) async throws -> Campaign {
        try await call(CreateCampaign.self, .init(terms: terms))
    }

    func edit(_ campaign: Campaign, _ terms: CampaignTerms) async throws -> Campaign {
        try await call(
            EditCampaign.self,
            .init(campaignId: campaign.id, version: campaign.version, terms: terms)
        )
    }

    func submit(_ campaign: Campaign) async throws -> Campaign {
        try await call(SubmitCampaign.self, campaign.step)
    }

    func withdraw(_ campaign: Campaign) async throws -> Campaign {
        try await call(WithdrawCampaign.self, campaign.step)
    }

    func pause(_ campaign: Campaign) async throws -> Campaign {
        try await call(PauseCampaign.self, campaign.step)
    }

    func resume(_ campaign: Campaign) async throws -> Campaign {
        try await call(ResumeCampaign.self, campaign.step)
    }

    func finish(_ campaign: Campaign) async throws -> Campaign {
        try await call(FinishCampaign.self, campaign.step)
    }

    func seen(_ campaign: Campaign) async throws -> Campaign {
        try await call(GetCampaign.self, .init(campaignId: campaign.id))
    }
}

extension Campaign {
    /// It as it was read.
    var step: CampaignVersion { CampaignVersion(campaignId: id, version: version) }
}

extension World<AdvertisingEnvironment> {
    /// The moment that is so many hours from now.
    func inHours(_ hours: Int64) -> Instant { clock.now.adding(milliseconds: hours * 3_600_000) }

    /// Of a campaign that begins in an hour, and ends a day later.
    func terms(
        _ ads: [AdID],
        _ impressions: Int64 = 100,
        from start: Int64 = 1,
        to end: Int64 = 25,
        blockedHours: [WeeklyHours]? = nil,
        segments: [SegmentID]? = nil,
        cap: CampaignCap? = nil,
        dailyImpressions: Int64? = nil
    ) -> CampaignTerms {
        CampaignTerms(
            name: "May",
            adIds: ads,
            impressions: impressions,
            startsAt: inHours(start),
            endsAt: inHours(end),
            blockedHours: blockedHours,
            segmentIds: segments,
            cap: cap,
            dailyImpressions: dailyImpressions
        )
    }

    /// What the tenant decides of a campaign at partners' desk.
    func decide(
        campaign request: RequestID?,
        _ decision: RequestDecision,
        because reason: String? = nil
    )
        async throws
    {
        guard let request else { return }
        let decided = RequestDecided(
            requestId: request,
            kind: .adCampaign,
            decision: decision,
            decidedAt: clock.now,
            reason: reason
        )
        try await tell(decided, of: mall, partner: cafe)
    }

    /// A campaign of the café that waits for its tenant; the café has 1000 impressions.
    func asked(_ terms: CampaignTerms? = nil) async throws -> Campaign {
        try await buy(1000)
        let somebody = operatorOf()
        let own: CampaignTerms
        if let terms {
            own = terms
        } else {
            own = self.terms([try await approvedAd().id])
        }
        return try await somebody.submit(somebody.newCampaign(own))
    }

    /// A campaign of the café that its tenant approved.
    func approved(_ terms: CampaignTerms? = nil) async throws -> Campaign {
        let asked = try await asked(terms)
        try await decide(campaign: asked.requestId, .approved)
        return try await operatorOf().seen(asked)
    }

    /// A campaign of the café that has begun.
    func running(_ terms: CampaignTerms? = nil) async throws -> Campaign {
        let approved = try await approved(terms)
        try await hoursPass(1)
        return try await operatorOf().seen(approved)
    }

    /// So many hours go by, and what is due then is done.
    func hoursPass(_ hours: Int64) async throws {
        pass(.seconds(hours * 3600))
        try await runJobs()
    }

    /// So many of a campaign's impressions are shown, and what is due then is done.
    func show(_ amount: Int64, of campaign: Campaign) async throws {
        let (owner, id) = (owner, campaign.id)
        try await moving { book in
            try book.count(amount, of: owner, for: id)
            book.transaction.count(AdvertisingMeasure.shown, amount, of: id, at: owner.partner)
        }
        try await runJobs()
    }

    /// Identity tells how the café stands.
    func cafeBecomes(_ status: PartnerStatus, version: Int64) async throws {
        try await tell(partner(cafe, status, version: version), of: mall)
        try await runJobs()
    }
}
