package import OctopusLoyaltyContract
package import OctopusServiceKit

extension ListCoupons: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<LoyaltyEnvironment>
    ) throws -> Page<Coupon> {
        var list = ListQuery(of: CouponRecord.self, by: "id", direction: .descending)
        list.filter("partner", try context.caller.requirePartner())
        list.filter("status", request.status)
        try list.search("title_key", request.search)
        return try page(list, of: request, in: context, as: CouponRecord.self, \.coupon)
    }
}
