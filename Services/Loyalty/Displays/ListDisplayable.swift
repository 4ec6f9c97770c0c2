import GRDB
package import OctopusLoyaltyContract
package import OctopusServiceKit

extension ListDisplayable: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<LoyaltyEnvironment>
    ) throws -> Page<Displayable> {
        let partner = try PartnerRecord.active(
            context.caller.requirePartner(),
            in: context.database
        )
        let package = try Entitlement.of(partner.id, in: context.database)
        let isIncluded =
            switch request.kind {
            case .follow: true
            case .points: package.hasPoints
            case .coupon, .redeem: package.hasCoupons
            }
        guard isIncluded, request.kind.isOpen(to: context.caller) else { return Page(items: []) }
        var list = ListQuery(request.kind.select, by: "id")
        list.filter("partner", partner.id)
        switch request.kind {
        case .follow: list.sift("is_published = 1")
        case .points: list.filter("status", PointTypeStatus.active)
        case .coupon:
            list.where(CouponRecord.availability(), at: context.now)
            list.where(CouponRecord.isShown)
            list.where("(stock IS NULL OR issued < stock)")
        case .redeem: list.sift("status IN ('published', 'paused')")
        }
        return try page(list, of: request, in: context) { row in
            let title: String = row["shown_title"]
            return switch request.kind {
            case .follow: Displayable(channelId: row["id"], title: title)
            case .points: Displayable(pointTypeId: row["id"], title: title)
            case .coupon, .redeem: Displayable(couponId: row["id"], title: title)
            }
        }
    }
}

extension DisplayKind {
    fileprivate var select: String {
        switch self {
        case .follow: "SELECT id, name AS shown_title FROM channels"
        case .points: "SELECT id, name AS shown_title FROM point_types"
        case .coupon, .redeem: "SELECT id, title AS shown_title FROM coupons"
        }
    }
}
