import OctopusLoyaltyContract
import GRDB
import OctopusServiceKit

/// Reads the ledger; it is written by ``PointsBook`` alone.
enum LedgerRecord {
    /// A partner's entries, newest first.
    static func list(
        _ request: ListLedger.Request,
        of partner: PartnerID,
        limit: Int,
        in database: Database
    ) throws -> [LedgerEntry] {
        // The end user's index where one is named, else the partner's: SQLite would otherwise have
        // to guess from statistics that a young database does not have.
        let index = request.endUserId == nil ? "ledger_by_partner" : "ledger_by_end_user"
        let condition = request.endUserId == nil ? "?2 IS NULL" : "ledger.end_user = ?2"
        return try database.rows(
            """
            SELECT ledger.*, lots.id AS award, note FROM ledger INDEXED BY \(index)
            JOIN lots ON lots.seq = lot LEFT JOIN ledger_notes ON entry = ledger.seq
            WHERE ledger.partner = ?1 AND \(condition)
                AND (?3 IS NULL OR ledger.point_type = ?3) AND ledger.seq < ?4
            ORDER BY ledger.seq DESC LIMIT ?5
            """,
            [
                partner, request.endUserId, request.pointTypeId, request.after ?? .max, limit,
            ]
        ).map(entry)
    }

    private static func entry(_ row: Row) -> LedgerEntry {
        LedgerEntry(
            seq: row["seq"],
            at: row["at"],
            partnerId: row["partner"],
            endUserId: row["end_user"],
            pointTypeId: row["point_type"],
            kind: row["kind"],
            amount: row["amount"],
            from: row["from_account"],
            to: row["to_account"],
            awardId: row["award"],
            issuedCouponId: row["issued_coupon"],
            actor: Acting(row: row).actor,
            note: row["note"]
        )
    }
}
