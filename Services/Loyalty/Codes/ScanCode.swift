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
            .coupon(
                try context.redeemScanned(
                    IssuedCouponID(signed.subject),
                    times: request.times ?? 1,
                    by: partner
                )
            )
        // It is there for end users to scan.
        case .display: throw Refusal(.codeRefused)
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
            points: caller.may(.points, .update)
                ? try Givable.points(
                    of: partner.id,
                    to: id,
                    at: now,
                    on: environment.calendar.day(of: now, in: partner.timeZone),
                    in: database
                ) : [],
            coupons: caller.may(.coupons, .update) ? try givableCoupons(of: partner, to: id) : []
        )
    }

    private func givableCoupons(
        of partner: PartnerRecord,
        to endUser: EndUserID
    ) throws -> [GivableCoupon] {
        try Givable.coupons(
            of: partner,
            to: endUser,
            at: now,
            environment.calendar,
            in: database
        )
    }

    fileprivate func redeemScanned(
        _ id: IssuedCouponID,
        times: Int64,
        by partner: PartnerRecord
    ) throws -> Redemption {
        guard caller.may(.coupons, .update) else { throw Refusal(.denied) }
        // A coupon of another partner is nothing here.
        guard let held = try HeldCoupon.find(id, of: partner.id, in: database) else {
            throw Refusal(.codeRefused)
        }
        try EndUserRecord.active(held.issued.endUser, of: partner.tenant, in: database)
        guard let redemption = try redeem(held, times, by: .scan, of: partner) else {
            throw Refusal(.couponUnavailable)
        }
        return redemption
    }
}
