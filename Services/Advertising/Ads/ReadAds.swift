package import OctopusAdvertisingContract
package import OctopusServiceKit

extension ListAds: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<AdvertisingEnvironment>
    ) throws -> Page<Ad> {
        var list = ListQuery(of: AdRecord.self, by: "id", direction: .descending)
        list.filter("partner", try context.caller.requirePartner())
        list.filter("status", request.status)
        return try page(list, of: request, in: context, as: AdRecord.self, \.ad)
    }
}

extension GetAd: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<AdvertisingEnvironment>
    ) throws -> Ad {
        try AdRecord.find(
            request.adId,
            of: context.caller.requirePartner(),
            in: context.database
        ).ad
    }
}
