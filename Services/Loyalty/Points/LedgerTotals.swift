import OctopusLoyaltyContract
import GRDB
import OctopusServiceKit

/// A point type's ledger, lots and balances, added up.
struct LedgerTotals: Hashable {
    /// What each account holds.
    ///
    /// `issued` stands below zero by all points that ever were.
    let accounts: [LedgerAccount: Int64]
    let inLots: Int64
    let inBalances: Int64

    func holds(_ account: LedgerAccount) -> Int64 { accounts[account] ?? 0 }

    /// Nothing came from nowhere or got lost, and the three ways to know what is held agree.
    var isBalanced: Bool {
        accounts.values.reduce(0, +) == 0 && holds(.user) == inLots && inLots == inBalances
    }

    static func of(_ pointType: PointTypeRecord, in database: Database) throws -> LedgerTotals {
        var accounts: [LedgerAccount: Int64] = [:]
        let movements = try Row.all(
            database,
            """
            SELECT from_account, to_account, sum(amount) AS amount
            FROM ledger INDEXED BY ledger_by_point_type
            WHERE point_type = ? GROUP BY from_account, to_account
            """,
            [pointType.id]
        )
        for row in movements {
            let amount: Int64 = row["amount"]
            accounts[row["from_account"], default: 0] -= amount
            accounts[row["to_account"], default: 0] += amount
        }
        return LedgerTotals(
            accounts: accounts,
            inLots: try Int64.one(
                database,
                """
                SELECT coalesce(sum(remaining), 0) FROM lots
                WHERE point_type = ? AND end_user IN
                    (SELECT end_user FROM balances WHERE point_type = ?1) AND remaining > 0
                """,
                [pointType.id]
            ) ?? 0,
            inBalances: try Int64.one(
                database,
                "SELECT coalesce(sum(amount), 0) FROM balances WHERE point_type = ?",
                [pointType.id]
            ) ?? 0
        )
    }
}
