import OctopusLoyaltyContract
import GRDB
import OctopusServiceKit

extension JobDefinition<LoyaltyEnvironment> {
    /// Books what has passed its time.
    ///
    /// An expired lot can't be spent and counts in no balance from its very millisecond. Booking empties
    /// the lot in the same transaction, so it happens once.
    static let expireLots = expiry("expire-lots", slice: 200) { context, slice in
        let lots = try ExpiredLot.due(at: context.now, slice, in: context.database)
        let book = PointsBook(transaction: context.transaction, now: context.now, acting: .service)
        for lot in lots {
            try book.move(
                Portion(lot: lot.seq, amount: lot.remaining),
                of: lot.holding,
                .expiry
            )
            try context.emit(
                PointsExpired(
                    awardId: lot.award,
                    endUserId: lot.holding.endUser,
                    pointTypeId: lot.holding.pointType,
                    amount: lot.remaining,
                    expiredAt: lot.expiresAt
                ),
                about: lot.award.uuid,
                tenant: lot.tenant,
                partner: lot.holding.partner
            )
        }
        return lots.count
    }
}

/// A lot in which something was left when its time passed.
private struct ExpiredLot {
    let seq: Int64
    let award: AwardID
    let tenant: TenantID
    let holding: Holding
    let remaining: Int64
    let expiresAt: Instant

    static func due(
        at now: Instant,
        _ limit: Int,
        in database: Database
    ) throws -> [ExpiredLot] {
        try Row.all(
            database,
            """
            SELECT seq, lots.id, tenant, partner, lots.end_user, lots.point_type, remaining,
                lots.expires_at
            FROM expiries CROSS JOIN lots ON lots.end_user = expiries.end_user
                AND lots.point_type = expiries.point_type
                AND lots.expires_at = expiries.expires_at AND remaining > 0
            JOIN partners ON partners.id = lots.partner
            WHERE expiries.expires_at <= ? ORDER BY expiries.expires_at LIMIT ?
            """,
            [now, limit]
        ).map { row in
            ExpiredLot(
                seq: row["seq"],
                award: row["id"],
                tenant: row["tenant"],
                holding: Holding(
                    partner: row["partner"],
                    endUser: row["end_user"],
                    pointType: row["point_type"]
                ),
                remaining: row["remaining"],
                expiresAt: row["expires_at"]
            )
        }
    }
}
