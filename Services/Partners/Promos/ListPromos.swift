package import OctopusPartnersContract
package import OctopusServiceKit

extension ListPromos: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<PartnersEnvironment>
    ) throws -> Page<Promo> {
        var list = ListQuery(of: PromoRecord.self, by: "seq", direction: .descending)
        list.filter("partner", try context.caller.requirePartner())
        list.filter("status", request.status)
        return try page(list, of: request, in: context, as: PromoRecord.self) {
            try $0.promo(in: context.database)
        }
    }
}
