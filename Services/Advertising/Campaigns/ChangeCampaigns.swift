import GRDB
package import OctopusAdvertisingContract
package import OctopusServiceKit
import OctopusStore

extension CreateCampaign: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<AdvertisingEnvironment>
    ) throws -> Campaign {
        let (partner, database) = (try context.advertisingPartner(), context.database)
        let fields = try CampaignFields(
            request.terms,
            of: partner,
            at: context.now,
            in: database
        )
        let count = try Int64.one(
            database,
            """
            SELECT count(*) FROM campaigns WHERE partner = ?
                AND status IN ('draft', 'requested', 'approved', 'rejected', 'running', 'paused')
            """,
            [partner.id]
        )
        guard count ?? 0 < AdvertisingLimits.campaigns else { throw Refusal(.tooManyCampaigns) }
        return try context.create(
            CampaignRecord(fields, id: context.newID(), of: partner, at: context.now)
        ).campaign(in: database)
    }
}

extension EditCampaign: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<AdvertisingEnvironment>
    ) throws -> Campaign {
        let (partner, database) = (try context.advertisingPartner(), context.database)
        let fields = try CampaignFields(
            request.terms,
            of: partner,
            at: context.now,
            in: database
        )
        return try context.edit(
            CampaignRecord.self,
            request.campaignId,
            of: partner.id,
            version: request.version
        ) { record in
            record.become(try campaignSteps.next(by: Self.self, from: record.status))
            record.take(fields)
        }.campaign(in: database)
    }
}

extension ExtendCampaign: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<AdvertisingEnvironment>
    ) throws -> Campaign {
        let partner = try context.advertisingPartner()
        var more: Int64 = 0
        let record = try context.edit(
            CampaignRecord.self,
            request.campaignId,
            of: partner.id,
            version: request.version
        ) { record in
            _ = try campaignSteps.next(by: Self.self, from: record.status)
            let end = request.endsAt ?? record.endsAt
            let total = request.impressions ?? record.impressions
            more = total - record.impressions
            var fields = FieldRules()
            fields.require(
                end != record.endsAt || more != 0,
                "endsAt",
                .required,
                "It gets more time, more impressions, or both."
            )
            fields.require(end >= record.endsAt, "endsAt", .range, "It can't end sooner.")
            fields.within(end, "endsAt", at: context.now)
            fields.require(more >= 0, "impressions", .range, "It can't have fewer.")
            try fields.check()
            record.extend(to: end, total)
        }
        if more > 0 {
            try context.impressions(by: Acting(context.caller)).reserve(
                more,
                of: record.ledger,
                for: record.id
            )
        }
        try context.serve(record)
        return try record.campaign(in: context.database)
    }
}
