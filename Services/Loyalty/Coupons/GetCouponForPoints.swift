package import OctopusLoyaltyContract
package import OctopusServiceKit

extension GetCouponForPoints: CommandHandler {
    /// Stock, limit, points and coupon change in this one transaction, or nothing does.
    package static func run(
        _ request: Request,
        in context: CommandContext<LoyaltyEnvironment>
    ) throws -> Reply {
        let partner = try context.activePartner()
        let endUser = try context.caller.requireEndUser()
        try EndUserRecord.active(endUser, of: partner.tenant, in: context.database)
        let coupon = try CouponRecord.find(
            request.couponId,
            of: partner.id,
            in: context.database
        )
        try context.takeFromStock(coupon, for: endUser)
        let id: IssuedCouponID = context.newID()
        let balance = try context.pay(coupon.price, for: id, endUser, partner)
        let issued = try context.issueCoupon(
            coupon,
            as: id,
            to: endUser,
            of: partner,
            paid: coupon.price
        )
        return Reply(
            issuedCoupon: issued.shown(title: coupon.title, partnerName: partner.name),
            paid: coupon.price,
            balance: balance
        )
    }
}

extension CommandContext<LoyaltyEnvironment> {
    /// Takes the price, first-expiring points first.
    ///
    /// - Returns: What is left of these points; nil if there is nothing to pay.
    fileprivate func pay(
        _ price: CouponPrice?,
        for issuedCoupon: IssuedCouponID,
        _ endUser: EndUserID,
        _ partner: PartnerRecord
    ) throws -> Int64? {
        guard let price else { return nil }
        let holding = Holding(
            partner: partner.id,
            endUser: endUser,
            pointType: price.pointTypeId
        )
        let book = try pointsBook()
        for portion in try book.portions(of: holding, worth: price.amount) {
            try book.move(portion, of: holding, .spend, for: .coupon(issuedCoupon))
        }
        let balance = try book.balance(of: holding)
        try emit(
            PointsSpent(
                issuedCouponId: issuedCoupon,
                endUserId: endUser,
                pointTypeId: price.pointTypeId,
                amount: price.amount,
                balance: balance
            ),
            about: issuedCoupon.uuid,
            of: partner
        )
        return balance
    }
}
