import OctopusLoyaltyContract
import OctopusServiceKit

/// The present coupons, for readers that begin without the log's past.
let couponSnapshot = SnapshotDefinition.of(CouponChanged.self) { database, after, limit in
    try CouponRecord.page(after: after.map { CouponID($0) }, limit: limit, in: database)
        .map { record, tenant in
            SnapshotRow(
                subject: record.id.uuid,
                tenant: tenant,
                partner: record.partner,
                event: record.changed
            )
        }
}
