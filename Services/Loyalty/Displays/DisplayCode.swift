import GRDB
package import OctopusLoyaltyContract
package import OctopusServiceKit

extension DisplayCode: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<LoyaltyEnvironment>
    ) throws -> DisplayedCode {
        let partner = try context.activePartner()
        let title = try context.title(of: request.offer, at: partner)
        guard request.offer.kind.isOpen(to: context.caller) else { throw Refusal(.denied) }
        let life = request.lifeSeconds.map { Duration.seconds($0) } ?? CodeLife.display
        let record = try DisplayRecord(
            request.offer,
            called: title,
            id: context.newID(),
            of: partner,
            uses: request.uses ?? 1,
            until: context.now.adding(life),
            by: context.caller
        )
        try record.store(in: context.database)
        return record.displayed
    }
}

extension CommandContext<LoyaltyEnvironment> {
    /// What the thing is called that is to be displayed, if it can be had now.
    fileprivate func title(of offer: DisplayedOffer, at partner: PartnerRecord) throws -> String {
        let package = try Entitlement.of(partner.id, in: database)
        switch offer {
        case .follow(let id):
            return try ChannelRecord.published(id, of: partner.id, in: database).name
        case .points(let id, let amount):
            let type = try PointTypeRecord.find(id, of: partner.id, in: database)
            guard package.hasPoints else { throw Refusal(.notInPackage) }
            guard type.status == .active else { throw Refusal(.pointTypeRetired) }
            try IssuanceBounds.of(partner, in: database).demandNoApproval(of: amount)
            return type.name
        case .coupon(let id):
            let coupon = try CouponRecord.find(id, of: partner.id, in: database)
            guard package.hasCoupons else { throw Refusal(.notInPackage) }
            guard coupon.isAvailable(at: now), try coupon.isShown(in: database) else {
                throw Refusal(.couponUnavailable)
            }
            return coupon.title
        case .redeem(let id):
            let coupon = try CouponRecord.find(id, of: partner.id, in: database)
            guard package.hasCoupons else { throw Refusal(.notInPackage) }
            guard coupon.status == .published || coupon.status == .paused else {
                throw Refusal(.couponUnavailable)
            }
            return coupon.title
        }
    }
}
