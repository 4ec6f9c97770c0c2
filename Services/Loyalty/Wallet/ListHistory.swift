package import OctopusLoyaltyContract
import GRDB
package import OctopusServiceKit

extension ListHistory: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<LoyaltyEnvironment>
    ) throws -> Page<HistoryEntry> {
        let list = HoldingsList(
            of: try context.caller.requireEndUser(),
            """
            ledger.seq, ledger.at, kind, ledger.amount, title,
                partners.name AS partner_name, point_types.name AS type_name
            """,
            """
            JOIN partners ON partners.id = ledger.partner
            JOIN point_types ON point_types.id = ledger.point_type
            LEFT JOIN issued_coupons ON issued_coupons.id = issued_coupon
            LEFT JOIN coupons ON coupons.id = coupon
            """
        )
        return try page(
            list,
            of: request,
            in: context,
            within: WalletPage.mostBytes,
            item: entry
        )
    }

    private static func entry(_ row: Row) -> HistoryEntry {
        let (kind, amount): (LedgerEntryKind, Int64) = (row["kind"], row["amount"])
        // What is owed is a part of the balance, below zero.
        let change = kind.adds(to: .user) + kind.adds(to: .owed)
        return HistoryEntry(
            seq: row["seq"],
            at: row["at"],
            partnerName: row["partner_name"],
            pointTypeName: row["type_name"],
            kind: kind,
            change: change * amount,
            couponTitle: row["title"]
        )
    }
}
