import GRDB
import OctopusPartnersContract
import OctopusServiceKit

/// What approved add-ons come to.
enum Balances {
    static func add(
        _ items: [RequestedItem],
        impressions: Int64,
        to partner: PartnerID,
        in database: Database
    ) throws {
        for item in items {
            guard let addOn = item.addOnId else { continue }
            try database.run(
                """
                INSERT INTO add_on_balances (partner, add_on, name, count) VALUES (?, ?, ?, 1)
                ON CONFLICT (partner, add_on) DO UPDATE SET count = count + 1, name = excluded.name
                """,
                [partner, addOn, item.name]
            )
        }
        guard impressions > 0 else { return }
        try database.run(
            """
            INSERT INTO impressions (partner, balance) VALUES (?, ?)
            ON CONFLICT (partner) DO UPDATE SET balance = balance + excluded.balance
            """,
            [partner, impressions]
        )
    }

    static func addOns(
        of partner: PartnerID,
        in database: Database
    ) throws -> [AddOnBalance] {
        try Row.all(
            database,
            "SELECT add_on, name, count FROM add_on_balances WHERE partner = ? ORDER BY add_on",
            [partner]
        ).map { AddOnBalance(addOnId: $0[0], name: $0[1], count: $0[2]) }
    }

    static func impressions(of partner: PartnerID, in database: Database) throws -> Int64 {
        try Int64.one(
            database,
            "SELECT balance FROM impressions WHERE partner = ?",
            [partner]
        ) ?? 0
    }
}
