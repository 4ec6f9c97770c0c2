import OctopusLoyaltyContract
import GRDB
import OctopusServiceKit

extension JobDefinition<LoyaltyEnvironment> {
    /// Marks issued coupons whose time has passed; they can't be used from their very millisecond.
    static let expireIssuedCoupons = expiry("expire-issued-coupons", slice: 500) { context, slice in
        try context.database.run(
            """
            UPDATE issued_coupons SET status = 'expired', ended_at = ?1 WHERE id IN (
                SELECT id FROM issued_coupons
                WHERE status = 'held' AND expires_at IS NOT NULL AND expires_at <= ?1
                ORDER BY expires_at LIMIT ?2)
            """,
            [context.now, slice]
        )
    }
}
