package import OctopusLoyaltyContract
package import OctopusServiceKit

extension ScanCode: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<LoyaltyEnvironment>
    ) throws -> Reply {
        let partner = try context.activePartner()
        let signed = try context.honour(request.text, of: partner.tenant)
        return switch signed.purpose {
        case .endUser:
            .endUser(try context.scanned(EndUserID(signed.subject), by: partner))
        case .issuedCoupon:
            .coupon(try context.redeemScanned(IssuedCouponID(signed.subject), by: partner))
        }
    }
}

extension CommandContext<LoyaltyEnvironment> {
    /// Notes who was scanned, and offers what this operator may give.
    fileprivate func scanned(
        _ id: EndUserID,
        by partner: PartnerRecord
    ) throws -> ScannedEndUser {
        let endUser = try EndUserRecord.active(id, of: partner.tenant, in: database)
        let scan = try openScan(of: id, at: partner)
        return ScannedEndUser(
            endUserId: id,
            endUserCode: endUser.code,
            scan: scan.token,
            scanExpiresAt: scan.expiresAt,
            points: caller.may(.points, .update) ? try givablePoints(to: id, partner) : [],
            coupons: caller.may(.coupons, .update) ? try givableCoupons(to: id, partner) : []
        )
    }

    private func givablePoints(
        to endUser: EndUserID,
        _ partner: PartnerRecord
    ) throws -> [GivablePoints] {
        try PointTypeRecord.active(of: partner.id, in: database).map { type in
            GivablePoints(
                pointTypeId: type.id,
                name: type.name,
                balance: try database.balance(of: endUser, type.id, at: now)
            )
        }
    }

    private func givableCoupons(
        to endUser: EndUserID,
        _ partner: PartnerRecord
    ) throws -> [GivableCoupon] {
        try CouponRecord.available(of: partner.id, limit: 100, at: now, in: database)
            .filter { coupon in
                if let stock = coupon.terms.stock, coupon.issued >= stock { return false }
                guard let limit = coupon.terms.limitPerUser else { return true }
                return try IssuedCouponRecord.count(of: coupon.id, had: endUser, in: database)
                    < limit
            }
            .map { GivableCoupon(couponId: $0.id, title: $0.terms.title) }
    }

    fileprivate func redeemScanned(
        _ id: IssuedCouponID,
        by partner: PartnerRecord
    ) throws -> Redemption {
        guard caller.may(.coupons, .update) else { throw Refusal(.denied) }
        // A coupon of another partner is nothing here.
        guard let issued = try IssuedCouponRecord.find(id, of: partner.id, in: database) else {
            throw Refusal(.codeRefused)
        }
        try EndUserRecord.active(issued.endUser, of: partner.tenant, in: database)
        guard let redemption = try redeem(issued, by: .scan, of: partner) else {
            throw Refusal(.couponUnavailable)
        }
        return redemption
    }
}
