import OctopusLoyaltyContract
import GRDB
import OctopusServiceKit

/// What an end user has, reckoned from the lots that can still be spent.
enum Balances {
    /// What is left of each point type: of one partner, or of all if none is named.
    static func of(
        _ endUser: EndUserID,
        partner: PartnerID?,
        at now: Instant,
        in database: Database
    ) throws -> [Balance] {
        try database.rows(
            """
            WITH held AS (
                SELECT point_type, remaining, expires_at,
                    min(expires_at) OVER (PARTITION BY point_type) AS next_at
                FROM lots WHERE end_user = ?1 AND remaining > 0
                    AND (expires_at IS NULL OR expires_at > ?3)
            )
            SELECT partners.id AS partner, partners.name AS partner_name,
                point_types.id AS point_type, point_types.name AS type_name,
                sum(remaining) AS amount, next_at,
                sum(CASE WHEN expires_at = next_at THEN remaining ELSE 0 END) AS next_amount
            FROM held JOIN point_types ON point_types.id = point_type
            JOIN partners ON partners.id = point_types.partner
            WHERE ?2 IS NULL OR partners.id = ?2
            GROUP BY point_types.id ORDER BY partners.name, point_types.name, point_types.id
            """,
            [endUser, partner, now]
        ).map(balance)
    }

    private static func balance(_ row: Row) -> Balance {
        let nextAt: Instant? = row["next_at"]
        return Balance(
            partnerId: row["partner"],
            partnerName: row["partner_name"],
            pointTypeId: row["point_type"],
            pointTypeName: row["type_name"],
            amount: row["amount"],
            nextExpiry: nextAt.map { NextExpiry(amount: row["next_amount"], expiresAt: $0) }
        )
    }
}
