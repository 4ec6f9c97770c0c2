import GRDB
import OctopusHelpdeskContract
import OctopusLoyaltyContract
import OctopusPartnersContract
import OctopusServiceKit

/// Tells end users what loyalty did for them, and of points that end soon.
enum Confirmations {
    static let follower = FollowerDefinition<HelpdeskEnvironment>.effects(
        "confirmations",
        of: "loyalty",
        [
            .on(PointsAwarded.self) { event, _, context in
                try context.tell(event.endUserId, .pointsAwarded, "\(event.awardId)") {
                    ($0.pointType, $0.amount) = (event.pointTypeId, event.amount)
                }
            },
            .on(PointsExpiring.self) { event, _, context in
                // Of what is gone by now nobody is reminded.
                guard event.expiresAt > context.work.now else { return }
                try context.tell(event.endUserId, .pointsExpiring, "\(event.awardId)") {
                    ($0.pointType, $0.amount) = (event.pointTypeId, event.amount)
                    ($0.channel, $0.text) = (event.channelId, event.message)
                }
            },
            .on(CouponIssued.self) { event, _, context in
                try context.tell(event.endUserId, .couponIssued, "\(event.issuedCouponId)") {
                    ($0.coupon, $0.issuedCoupon) = (event.couponId, event.issuedCouponId)
                }
            },
            .on(CouponRedeemed.self) { event, _, context in
                let use = "\(event.issuedCouponId) \(event.use)"
                try context.tell(event.endUserId, .couponRedeemed, use) {
                    ($0.coupon, $0.issuedCoupon) = (event.couponId, event.issuedCouponId)
                }
            },
        ]
    )
}

extension EventContext<HelpdeskEnvironment> {
    /// - Parameters:
    ///   - endUser: Who is told.
    ///   - kind: What happened.
    ///   - thing: What it is told of once.
    ///   - describe: What else there is to say.
    /// - Throws: What parks the thing, if its event names no partner.
    fileprivate func tell(
        _ endUser: EndUserID,
        _ kind: NotificationKind,
        _ thing: String,
        _ describe: (inout NotificationRecord) -> Void
    ) throws {
        guard let partner, let tenant else { throw FollowingFault.withoutPartner }
        // A log may reach back further than notifications are kept.
        guard at > work.now.adding(milliseconds: -NotificationRecord.kept.milliseconds) else {
            return
        }
        var record = NotificationRecord(
            tenant: tenant,
            endUser: endUser,
            partner: partner,
            at: at,
            kind: kind,
            thing: thing
        )
        describe(&record)
        try work.raise(record)
    }
}
