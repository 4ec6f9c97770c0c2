import FoundationEssentials
import GRDB
import OctopusPartnersContract
import OctopusServiceKit

/// What approved add-ons come to.
enum Balances {
    /// Adds what a request asked for, as it was when it was asked.
    static func add(
        _ request: RequestRecord,
        to partner: PartnerID,
        in context: CommandContext<PartnersEnvironment>
    ) throws {
        let database = context.database
        for item in request.items {
            guard let addOn = item.addOnId else { continue }
            try database.run(
                """
                INSERT INTO add_on_balances (partner, add_on, name, count) VALUES (?, ?, ?, 1)
                ON CONFLICT (partner, add_on) DO UPDATE SET count = count + 1, name = excluded.name
                """,
                [partner, addOn, item.name]
            )
        }
        if request.impressions > 0 {
            try database.run(
                """
                INSERT INTO impressions (partner, balance) VALUES (?, ?)
                ON CONFLICT (partner) DO UPDATE SET balance = balance + excluded.balance
                """,
                [partner, request.impressions]
            )
        }
        if let more = request.raises {
            try set(raises(of: partner, in: database).adding(more), of: partner, in: context)
        }
    }

    /// Takes away an add-on that has ended.
    static func remove(_ addOn: HeldAddOn, in context: some Emitting) throws {
        let (database, partner) = (context.database, addOn.partner)
        let key: StatementArguments = [partner, addOn.addOn]
        let isLast = try database.run(
            "DELETE FROM add_on_balances WHERE partner = ? AND add_on = ? AND count = 1",
            key
        )
        if isLast == 0 {
            try database.run(
                "UPDATE add_on_balances SET count = count - 1 WHERE partner = ? AND add_on = ?",
                key
            )
        }
        guard let less = addOn.raises else { return }
        try set(raises(of: partner, in: database).less(less), of: partner, in: context)
    }

    /// Sets what is added to the limits of the package in force, and of those to come.
    private static func set(
        _ raises: PackageLimits,
        of partner: PartnerID,
        in context: some Emitting
    ) throws {
        let text = String(decoding: try JSONEncoder().encode(raises), as: UTF8.self)
        try context.database.run(
            """
            INSERT INTO impressions (partner, balance, raises) VALUES (?, 0, ?)
            ON CONFLICT (partner) DO UPDATE SET raises = excluded.raises
            """,
            [partner, text]
        )
        guard var partnership = try PartnershipRecord.find(partner, in: context.database) else {
            return
        }
        partnership.raises = raises
        partnership.ending = try HeldAddOn.endingRaises(of: partner, in: context.database)
        try context.storeNext(of: partnership)
    }

    /// What approved add-ons add to the limits of a package.
    static func raises(of partner: PartnerID, in database: Database) throws -> PackageLimits {
        let text = try String.one(
            database,
            "SELECT raises FROM impressions WHERE partner = ?",
            [partner]
        )
        guard let text else { return PackageLimits() }
        return try JSONDecoder().decode(PackageLimits.self, from: Data(text.utf8))
    }

    static func addOns(
        of partner: PartnerID,
        in database: Database
    ) throws -> [AddOnBalance] {
        try Row.all(
            database,
            "SELECT add_on, name, count FROM add_on_balances WHERE partner = ? ORDER BY add_on",
            [partner]
        ).map { row in
            let held = try HeldAddOn.all(row[0], of: partner, in: database)
            let ends = held.compactMap(\.untilAt)
            return AddOnBalance(
                addOnId: row[0],
                name: row[1],
                count: row[2],
                renewing: Int64(held.count - ends.count),
                ending: Int64(ends.count),
                endsAt: ends.min()
            )
        }
    }

    static func impressions(of partner: PartnerID, in database: Database) throws -> Int64 {
        try Int64.one(
            database,
            "SELECT balance FROM impressions WHERE partner = ?",
            [partner]
        ) ?? 0
    }
}
