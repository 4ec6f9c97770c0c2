package import OctopusAdvertisingContract
package import OctopusServiceKit

extension ListCampaigns: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<AdvertisingEnvironment>
    ) throws -> Page<Campaign> {
        var list = ListQuery(of: CampaignRecord.self, by: "id", direction: .descending)
        list.filter("partner", try context.caller.requirePartner())
        list.filter("status", request.status)
        return try page(list, of: request, in: context, as: CampaignRecord.self) {
            try $0.campaign(in: context.database)
        }
    }
}

extension GetCampaign: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<AdvertisingEnvironment>
    ) throws -> Campaign {
        try CampaignRecord.find(
            request.campaignId,
            of: context.caller.requirePartner(),
            in: context.database
        ).campaign(in: context.database)
    }
}
