import GRDB
package import OctopusAdvertisingContract
package import OctopusServiceKit
import OctopusStore

extension CreateAd: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<AdvertisingEnvironment>
    ) throws -> Ad {
        let partner = try context.advertisingPartner()
        let fields = try AdFields(request.terms, of: partner, in: context.database)
        let count = try Int64.one(
            context.database,
            """
            SELECT count(*) FROM ads
            WHERE partner = ? AND status IN ('draft', 'inReview', 'approved', 'rejected')
            """,
            [partner.id]
        )
        guard count ?? 0 < AdvertisingLimits.ads else { throw Refusal(.tooManyAds) }
        let record = try context.create(
            AdRecord(fields, id: context.newID(), of: partner, at: context.now)
        )
        try context.claimFiles(of: record)
        return record.ad
    }
}

extension EditAd: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<AdvertisingEnvironment>
    ) throws -> Ad {
        let partner = try context.advertisingPartner()
        let fields = try AdFields(request.terms, of: partner, in: context.database)
        var isAsked = false
        let record = try context.edit(
            AdRecord.self,
            request.adId,
            of: partner.id,
            version: request.version
        ) { record in
            let status = try adSteps.next(by: Self.self, from: record.status)
            // What was approved stays so if nothing of it is changed.
            guard record.terms != fields.terms else { return }
            record.take(fields)
            isAsked = status == .inReview
            if isAsked { record.ask(by: context.newID()) } else { record.become(status) }
        }
        try context.claimFiles(of: record)
        try context.showInCampaigns(record)
        if isAsked { try context.askApproval(of: record, partner) }
        return record.ad
    }
}
