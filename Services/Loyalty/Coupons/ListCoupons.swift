package import OctopusLoyaltyContract
package import OctopusServiceKit

extension ListCoupons: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<LoyaltyEnvironment>
    ) throws -> Reply {
        let limit = try PageLimit.of(request.limit)
        let (rows, hasMore) = try CouponRecord.list(
            request,
            of: context.caller.requirePartner(),
            limit: limit + 1,
            in: context.database
        ).page(limit)
        return Reply(coupons: rows.map(\.coupon), next: hasMore ? rows.last?.id : nil)
    }
}
