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
        let (chosen, filter) = chosen(request)
        let arguments: StatementArguments = [
            "partner": partner, "after": request.after ?? .max, "limit": limit,
        ]
        return try database.rows(
            """
            \(chosen)
            SELECT ledger.*, lots.id AS award, note FROM chosen
            JOIN ledger ON ledger.seq = chosen.seq JOIN lots ON lots.seq = lot
            LEFT JOIN ledger_notes ON entry = ledger.seq ORDER BY ledger.seq DESC
            """,
            arguments + filter
        ).map(entry)
    }

    /// Which entries, by the index that is made for what is asked.
    ///
    /// SQLite would have to guess it from statistics that a young database does not have. Another
    /// partner's point type has no entries here.
    private static func chosen(
        _ request: ListLedger.Request
    ) -> (sql: String, arguments: StatementArguments) {
        let type =
            "point_type = (SELECT id FROM point_types WHERE id = :type AND partner = :partner)"
        return switch (request.endUserId, request.pointTypeId) {
        case (nil, nil):
            (newest("ledger_by_partner", where: "partner = :partner"), StatementArguments())
        case (nil, let pointType?):
            (newest("ledger_by_point_type", where: type), ["type": pointType])
        case (let endUser?, let pointType?):
            (
                newest("ledger_by_holding", where: "end_user = :endUser AND \(type)"),
                ["endUser": endUser, "type": pointType]
            )
        case (let endUser?, nil):
            (
                newestOfHoldings(
                    """
                    FROM balances AS held CROSS JOIN point_types AS own
                    ON own.id = held.point_type AND own.partner = :partner
                    """
                ),
                ["endUser": endUser]
            )
        }
    }

    private static func newest(_ index: String, where condition: String) -> String {
        """
        WITH chosen AS (
            SELECT seq FROM ledger INDEXED BY \(index)
            WHERE \(condition) AND seq < :after ORDER BY seq DESC LIMIT :limit
        )
        """
    }

    /// The newest entries of an end user: of each holding as many as are wanted, and of those again.
    ///
    /// - Parameter holdings: `FROM` what has the columns `end_user` and `point_type`, called `held`.
    /// - Returns: The beginning of a statement, up to the table `chosen`.
    static func newestOfHoldings(_ holdings: String) -> String {
        """
        WITH chosen AS (
            SELECT ledger.seq \(holdings) CROSS JOIN ledger
            ON ledger.seq IN (
                SELECT seq FROM ledger INDEXED BY ledger_by_holding
                WHERE end_user = held.end_user AND point_type = held.point_type AND seq < :after
                ORDER BY seq DESC LIMIT :limit)
            WHERE held.end_user = :endUser ORDER BY ledger.seq DESC LIMIT :limit
        )
        """
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
