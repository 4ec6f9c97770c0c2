package import OctopusLoyaltyContract
import GRDB
package import OctopusServiceKit

extension ListHistory: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<LoyaltyEnvironment>
    ) throws -> Reply {
        let limit = try PageLimit.of(request.limit)
        let (rows, hasMore) = try context.database.rows(
            """
            \(LedgerRecord.newestOfHoldings("FROM balances AS held"))
            SELECT ledger.seq, ledger.at, kind, ledger.amount, to_account,
                partners.name AS partner_name, point_types.name AS type_name, title
            FROM chosen JOIN ledger ON ledger.seq = chosen.seq
            JOIN partners ON partners.id = ledger.partner
            JOIN point_types ON point_types.id = ledger.point_type
            LEFT JOIN issued_coupons ON issued_coupons.id = issued_coupon
            LEFT JOIN coupons ON coupons.id = coupon
            ORDER BY ledger.seq DESC
            """,
            [
                "endUser": context.caller.requireEndUser(), "after": request.after ?? .max,
                "limit": limit + 1,
            ]
        ).page(limit)
        let entries = rows.map(entry)
        return Reply(entries: entries, next: hasMore ? entries.last?.seq : nil)
    }

    private static func entry(_ row: Row) -> HistoryEntry {
        let amount: Int64 = row["amount"]
        let isIncome = row["to_account"] == LedgerAccount.user
        return HistoryEntry(
            seq: row["seq"],
            at: row["at"],
            partnerName: row["partner_name"],
            pointTypeName: row["type_name"],
            kind: row["kind"],
            change: isIncome ? amount : -amount,
            couponTitle: row["title"]
        )
    }
}
