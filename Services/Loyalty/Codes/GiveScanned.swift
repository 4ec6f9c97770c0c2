package import OctopusLoyaltyContract
package import OctopusServiceKit

extension GiveScanned: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<LoyaltyEnvironment>
    ) throws -> Reply {
        let partner = try context.activePartner()
        let endUser = try context.useScan(request.scan, of: partner)
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
    fileprivate func give(
        _ amount: Int64,
        of pointType: PointTypeID,
        to endUser: EndUserID
    ) throws -> Given {
        guard caller.may(.points, .update) else { throw Refusal(.denied) }
        let award = try givePoints(
            AwardOrder(endUser: endUser, pointType: pointType, amount: amount)
        )
        return .points(
            awardId: award.awardId,
            balance: award.balance,
            expiresAt: award.expiresAt
        )
    }

    /// A gift of the partner's: it costs no points, but counts in stock and limit.
    fileprivate func give(
        _ coupon: CouponID,
        to endUser: EndUserID,
        of partner: PartnerRecord
    ) throws -> Given {
        guard caller.may(.coupons, .update) else { throw Refusal(.denied) }
        try EndUserRecord.active(endUser, of: partner.tenant, in: database)
        let record = try CouponRecord.find(coupon, of: partner.id, in: database)
        try takeFromStock(record, for: endUser)
        let id: IssuedCouponID = newID()
        let issued = try issueCoupon(record, as: id, to: endUser, of: partner, paid: nil)
        return .coupon(issuedCouponId: id, expiresAt: issued.expiresAt)
    }
}
