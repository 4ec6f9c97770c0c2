package import OctopusLoyaltyContract
package import OctopusServiceKit

extension GiveScanned: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<LoyaltyEnvironment>
    ) throws -> Reply {
        let partner = try context.activePartner()
        let endUser = try context.useScan(request.scan, of: partner)
        guard context.caller.may(request.give.product, .update) else { throw Refusal(.denied) }
        let given =
            switch request.give {
            case .points(let pointType, let amount):
                try context.give(amount, of: pointType, to: endUser)
            case .coupon(let coupon):
                try context.give(coupon, to: endUser, of: partner)
            }
        return Reply(endUserId: endUser, given: given)
    }
}

extension CommandContext<LoyaltyEnvironment> {
    /// A gift of the partner's; `giver`: who gives it, if that is not the caller.
    func give(
        _ amount: Int64,
        of pointType: PointTypeID,
        to endUser: EndUserID,
        by giver: Displayer? = nil
    ) throws -> Given {
        let award = try givePoints(
            AwardOrder(endUser: endUser, pointType: pointType, amount: amount),
            by: giver
        )
        return .points(
            awardId: award.awardId,
            balance: award.balance,
            expiresAt: award.expiresAt
        )
    }

    /// The same: it costs no points, but counts in stock and limit.
    func give(
        _ coupon: CouponID,
        to endUser: EndUserID,
        of partner: PartnerRecord,
        by giver: Acting? = nil
    ) throws -> Given {
        try EndUserRecord.active(endUser, of: partner.tenant, in: database)
        let record = try CouponRecord.find(coupon, of: partner.id, in: database)
        try takeFromStock(record, for: endUser)
        let id: IssuedCouponID = newID()
        let issued = try issueCoupon(record, as: id, to: endUser, of: partner, paid: nil, by: giver)
        return .coupon(issuedCouponId: id, expiresAt: issued.expiresAt)
    }
}

extension Gift {
    /// What a role must reach for it.
    fileprivate var product: Product {
        switch self {
        case .points: .points
        case .coupon: .coupons
        }
    }
}
