import OctopusIdentityContract
package import OctopusLoyaltyContract
package import OctopusServiceKit

extension ListGettable: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<LoyaltyEnvironment>
    ) throws -> Page<Offer> {
        let partner = try PartnerRecord.active(
            context.caller.requirePartner(),
            in: context.database
        )
        let endUser = try context.caller.requireEndUser()
        guard try Entitlement.of(partner.id, in: context.database).hasCoupons else {
            return Page(items: [])
        }
        var list = ListQuery(
            """
            SELECT coupons.*, point_types.name AS type_name FROM coupons
            LEFT JOIN point_types ON point_types.id = price_type
            """,
            by: "coupons.id",
            direction: .descending
        )
        list.filter("coupons.partner", partner.id)
        list.where(CouponRecord.availability(), at: context.now)
        list.where(CouponRecord.isShown)
        if let channel = request.channelId {
            _ = try ChannelRecord.published(channel, of: partner.id, in: context.database)
            list.sift(CouponRecord.isShownInOne, channel)
        }
        return try page(list, of: request, in: context, within: WalletPage.mostBytes) { row in
            try Offers.offer(row, of: partner.name, to: endUser, context)
        }
    }
}
