import GRDB
package import OctopusAdvertisingContract
import OctopusPartnersContract
package import OctopusServiceKit
import OctopusStore

/// What its partner can do with a campaign; the rest is done by time, by its tenant and by its last impression.
let campaignSteps = Steps<CampaignStatus>(
    .by(EditCampaign.self, from: .draft, .rejected, to: .draft),
    .by(SubmitCampaign.self, from: .draft, .rejected, to: .requested),
    .by(WithdrawCampaign.self, from: .requested, .approved, to: .draft),
    .by(PauseCampaign.self, from: .running, .paused, to: .paused),
    .by(ResumeCampaign.self, from: .paused, to: .running),
    .by(ExtendCampaign.self, from: .approved, to: .approved),
    .by(ExtendCampaign.self, from: .running, to: .running),
    .by(ExtendCampaign.self, from: .paused, to: .paused),
    .by(
        FinishCampaign.self,
        from: .draft,
        .requested,
        .approved,
        .rejected,
        .running,
        .paused,
        to: .finished
    )
)

extension SubmitCampaign: CommandHandler {
    package static func run(
        _ request: CampaignVersion,
        in context: CommandContext<AdvertisingEnvironment>
    ) throws -> Campaign {
        let (partner, database) = (try context.advertisingPartner(), context.database)
        let record = try context.step(request, of: partner) { record in
            _ = try campaignSteps.next(by: Self.self, from: record.status)
            // A draft may have waited longer than its end, its ads or its segments.
            let fields = try CampaignFields(
                record.terms,
                of: partner,
                at: context.now,
                in: database
            )
            record.take(fields)
            record.ask(by: context.newID())
        }
        try context.book(record)
        try context.askApproval(of: record, partner)
        return try record.campaign(in: database)
    }
}

extension WithdrawCampaign: CommandHandler {
    package static func run(
        _ request: CampaignVersion,
        in context: CommandContext<AdvertisingEnvironment>
    ) throws -> Campaign {
        let partner = try context.activePartner()
        var asked: RequestID?
        let record = try context.step(request, of: partner) { record in
            asked = record.openRequest
            record.become(try campaignSteps.next(by: Self.self, from: record.status))
        }
        try context.takeBack(asked, of: record)
        try context.release(record, by: Acting(context.caller))
        return try record.campaign(in: context.database)
    }
}

extension PauseCampaign: CommandHandler {
    package static func run(
        _ request: CampaignVersion,
        in context: CommandContext<AdvertisingEnvironment>
    ) throws -> Campaign {
        let partner = try context.activePartner()
        return try context.step(request, of: partner) { record in
            _ = try campaignSteps.next(by: Self.self, from: record.status)
            guard !record.isStopped else {
                throw Refusal(.wrongState, "Its partner has paused it already.")
            }
            record.stop(true)
        }.campaign(in: context.database)
    }
}

extension ResumeCampaign: CommandHandler {
    package static func run(
        _ request: CampaignVersion,
        in context: CommandContext<AdvertisingEnvironment>
    ) throws -> Campaign {
        let partner = try context.advertisingPartner()
        return try context.step(request, of: partner) { record in
            _ = try campaignSteps.next(by: Self.self, from: record.status)
            guard record.isStopped else {
                throw Refusal(.wrongState, "It goes on by itself, when nothing holds it any more.")
            }
            record.stop(false)
        }.campaign(in: context.database)
    }
}

extension FinishCampaign: CommandHandler {
    package static func run(
        _ request: CampaignVersion,
        in context: CommandContext<AdvertisingEnvironment>
    ) throws -> Campaign {
        let partner = try context.activePartner()
        var asked: RequestID?
        let record = try context.step(request, of: partner) { record in
            _ = try campaignSteps.next(by: Self.self, from: record.status)
            asked = record.openRequest
            record.finish(by: .asked, at: context.now)
        }
        try context.takeBack(asked, of: record)
        try context.release(record, by: Acting(context.caller))
        return try record.campaign(in: context.database)
    }
}

extension CommandContext<AdvertisingEnvironment> {
    fileprivate func step(
        _ request: CampaignVersion,
        of partner: PartnerRecord,
        _ change: (inout CampaignRecord) throws -> Void
    ) throws -> CampaignRecord {
        let record = try edit(
            CampaignRecord.self,
            request.campaignId,
            of: partner.id,
            version: request.version,
            change
        )
        try serve(record)
        return record
    }

    /// Sets a campaign's impressions aside, and lets its ads tell it what becomes of them.
    fileprivate func book(_ record: CampaignRecord) throws {
        try impressions(by: Acting(caller)).reserve(
            record.impressions,
            of: record.ledger,
            for: record.id
        )
        for ad in record.ads {
            try database.run(
                "INSERT INTO campaign_ads (ad, campaign) VALUES (?, ?)",
                [ad, record.id]
            )
        }
        try wake(CampaignTimes.job, at: record.dueAt)
    }

    /// Puts a campaign on the tenant's desk as it is now, with the words and the first picture of each ad.
    fileprivate func askApproval(of record: CampaignRecord, _ partner: PartnerRecord) throws {
        guard let request = record.request else { return }
        let ads = try record.ads.map { try AdRecord.find($0, of: partner.id, in: database) }
        let words = ads.map { ad in
            [ad.terms.headline, ad.terms.text, ad.terms.action, ad.terms.target]
                .compactMap(\.self).joined(separator: "\n")
        }.filter { !$0.isEmpty }
        let pictures = ads.compactMap(\.pictures.first)
        let person = try caller.requirePerson()
        try emit(
            ApprovalWanted(
                requestId: request,
                kind: .adCampaign,
                title: record.name,
                preview: RequestPreview(
                    content: words.isEmpty ? nil : words.joined(separator: "\n\n"),
                    engagement: "adCampaign",
                    startsAt: record.startsAt,
                    endsAt: record.endsAt,
                    pictureIds: pictures.isEmpty ? nil : pictures,
                    impressions: record.impressions
                ),
                askedById: UserID(person.subject),
                askedActorId: person.actor.map { UserID($0) }
            ),
            about: request.uuid,
            of: partner
        )
    }
}

extension CampaignRecord {
    /// The request that the tenant has not decided.
    var openRequest: RequestID? { status == .requested ? request : nil }
}

extension Emitting {
    /// A request that is wanted no longer leaves the tenant's desk.
    func takeBack(_ request: RequestID?, of record: CampaignRecord) throws {
        guard let request else { return }
        try emit(
            ApprovalWithdrawn(requestId: request, kind: .adCampaign),
            about: request.uuid,
            tenant: record.tenant,
            partner: record.partner
        )
    }

    /// A campaign gives back what it has set aside and not shown, and hears of its ads no longer.
    func release(_ record: CampaignRecord, by acting: Acting) throws {
        try impressions(by: acting).giveBack(of: record.ledger, for: record.id)
        for ad in record.ads {
            try database.run(
                "DELETE FROM campaign_ads WHERE ad = ? AND campaign = ?",
                [ad, record.id]
            )
        }
        try database.run("DELETE FROM campaign_days WHERE campaign = ?", [record.id])
    }
}

extension ServesAds {
    /// The campaigns that have an ad stop showing it, or show it again.
    func showInCampaigns(_ ad: AdRecord) throws {
        let campaigns = try CampaignRecord.all(
            database,
            """
            SELECT campaigns.* FROM campaign_ads JOIN campaigns ON campaigns.id = campaign
            WHERE ad = ?
            """,
            [ad.id]
        )
        for var campaign in campaigns {
            guard campaign.show(ad.id, ad.status == .approved) else { continue }
            try serveNext(of: campaign)
        }
    }

    /// Stores a changed campaign under the next version, tells its state, and serves it as it is then.
    func serveNext(of campaign: CampaignRecord) throws {
        try serve(storeNext(of: campaign))
    }
}
