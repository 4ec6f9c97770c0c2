import OctopusLoyaltyContract
import GRDB
import OctopusServiceKit

/// Marks issued coupons whose time has passed, a slice in each transaction.
///
/// They can't be used from their very millisecond; this only writes it down.
let expireIssuedCoupons = JobDefinition<LoyaltyEnvironment>("expire-issued-coupons") { context in
    let sliceCount = 500
    let expired = try context.database.count(
        """
        UPDATE issued_coupons SET status = 'expired', ended_at = ?1 WHERE id IN (
            SELECT id FROM issued_coupons
            WHERE status = 'held' AND expires_at IS NOT NULL AND expires_at <= ?1
            ORDER BY expires_at LIMIT ?2)
        """,
        [context.now, sliceCount]
    )
    return expired == sliceCount ? .again : .dueAt(context.now.adding(.minutes(1)))
}
