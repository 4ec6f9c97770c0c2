import GRDB
import OctopusLoyaltyContract
import OctopusServiceKit

/// How many of a coupon were issued and redeemed.
///
/// It is counted with each, beside the coupon: that one is large, and a till must not write it anew. A job
/// tells what has changed, at most once a minute.
struct CouponUseRecord: VersionedRecord {
    static let databaseTableName = "coupon_uses"
    static let job = "tell-coupon-uses"
    static let slice = 200
    /// From the first change to its telling: what comes meanwhile is told with it.
    static let delay = Duration.seconds(60)

    /// The coupon.
    let id: CouponID
    let tenant: TenantID
    let partner: PartnerID
    var version: Int64
    private let issued: Int64
    private let redeemed: Int64
    /// Whether it has changed since it was told.
    var isDue: Bool

    var scope: RecordScope { RecordScope(tenant: tenant, partner: partner) }

    var state: CouponUsesCounted {
        CouponUsesCounted(id: id, version: version, issued: issued, redeemed: redeemed)
    }
}

extension CommandContext<LoyaltyEnvironment> {
    /// Counts what happened to copies of a coupon; below zero for what was undone.
    func countUses(
        of coupon: CouponID,
        at partner: PartnerRecord,
        issued: Int64 = 0,
        redeemed: Int64 = 0
    ) throws {
        try database.run(
            """
            INSERT INTO coupon_uses (id, tenant, partner, version, issued, redeemed, is_due)
            VALUES (?, ?, ?, 0, ?, ?, 1)
            ON CONFLICT (id) DO UPDATE SET issued = issued + excluded.issued,
                redeemed = redeemed + excluded.redeemed, is_due = 1
            """,
            [coupon, partner.tenant, partner.id, issued, redeemed]
        )
        try wake(CouponUseRecord.job, at: now.adding(CouponUseRecord.delay))
    }
}

/// Tells the uses of coupons that have changed.
let tellCouponUses = JobDefinition<LoyaltyEnvironment>(CouponUseRecord.job) { context in
    let due = try CouponUseRecord.all(
        context.database,
        "SELECT * FROM coupon_uses WHERE is_due = 1 ORDER BY id LIMIT ?",
        [CouponUseRecord.slice]
    )
    let areDone = try context.each(due) { record in
        var record = record
        record.isDue = false
        try context.storeNext(of: record)
    }
    return areDone && due.count < CouponUseRecord.slice ? .idle : .again
}
