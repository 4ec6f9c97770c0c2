import GRDB
import OctopusLoyaltyContract
import OctopusServiceKit

/// Archives the coupons of partners whose package no longer includes them, and brings back what that
/// took once a package includes them again.
///
/// Nobody waits for it: from the moment that the entitlement is known, nothing of such a partner can
/// be published, got, given or used (`Entitlement`). What it does is written down slice by slice, so a
/// process that is killed in between goes on where it was.
enum CouponsByPackage {
    static let job = "coupons-by-package"
    /// How many are looked at in one transaction.
    static let slice = 50

    static func run(in context: WorkContext<LoyaltyEnvironment>) throws -> JobResult {
        let due = try Row.one(
            context.database,
            """
            SELECT id, has_coupons FROM entitlements
            WHERE has_coupons IS NOT coupons_follow ORDER BY id LIMIT 1
            """
        )
        guard let due else { return .dueAt(context.now.adding(.seconds(60))) }
        let (partner, hasCoupons): (PartnerID, Bool) = (due[0], due[1])
        let isDone = try hasCoupons ? giveBack(to: partner, context) : take(from: partner, context)
        try context.database.run(
            "UPDATE entitlements SET coupons_follow = ? WHERE id = ?",
            [isDone ? hasCoupons : nil, partner]
        )
        return .again
    }

    /// Changes coupons until the slice's time is over.
    ///
    /// - Returns: Whether those were the last ones.
    private static func change(
        _ coupons: [CouponRecord],
        _ context: WorkContext<LoyaltyEnvironment>,
        _ change: (inout CouponRecord) -> Void
    ) throws -> Bool {
        let areDone = try context.each(coupons) { coupon in
            var coupon = coupon
            change(&coupon)
            try context.storeNext(of: coupon)
        }
        return areDone && coupons.count < slice
    }

    /// Archives some, and notes what each of them was.
    private static func take(
        from partner: PartnerID,
        _ context: WorkContext<LoyaltyEnvironment>
    ) throws -> Bool {
        let coupons = try CouponRecord.all(
            context.database,
            """
            SELECT * FROM coupons
            WHERE partner = ? AND status IN ('draft', 'published', 'paused') LIMIT ?
            """,
            [partner, slice]
        )
        return try change(coupons, context) { $0.take() }
    }

    /// Brings some back as they were, the oldest first.
    ///
    /// Of more published ones than the package gives the rest is paused.
    private static func giveBack(
        to partner: PartnerID,
        _ context: WorkContext<LoyaltyEnvironment>
    ) throws -> Bool {
        let coupons = try CouponRecord.all(
            context.database,
            """
            SELECT * FROM coupons WHERE partner = ? AND taken_from IS NOT NULL
            ORDER BY id LIMIT ?
            """,
            [partner, slice]
        )
        let most = try Entitlement.of(partner, in: context.database).activeCoupons.most
        var published = try CouponRecord.countPublished(of: partner, in: context.database)
        return try change(coupons, context) { coupon in
            coupon.giveBack(mayBePublished: published < most ?? .max)
            published += coupon.status == .published ? 1 : 0
        }
    }
}
