import GRDB
import OctopusLoyaltyContract
import OctopusServiceKit
import OctopusTestKit
import struct FoundationEssentials.UUID

@testable import OctopusLoyalty

// Everything that is stored and shown, against the model.

extension History {
    func compare() async throws {
        try await compareLots()
        try await compareBalances()
        try await compareEnds()
        let faults = try await house.inspect { try LedgerFault.find(in: $0) }
        try same(faults.map(\.description), [], "faults of the books")
    }

    private func compareLots() async throws {
        let stored = try await house.inspect { database in
            try Row.fetchAll(
                database,
                sql: "SELECT id, remaining, expires_at, reversed_at IS NOT NULL FROM lots"
            ).map { row -> (UUID, [Int64?]) in
                (row[0], [row[1], row[2], row[3]])
            }
        }
        var expected: [UUID: [Int64?]] = [:]
        for lot in model.lots.values.flatMap(\.self) {
            expected[lot.id.uuid] = [
                lot.here, lot.expiresAt?.milliseconds, lot.isReversed ? 1 : 0,
            ]
        }
        let found = Dictionary(stored) { first, _ in first }
        // Those alone that differ, of very many.
        let others = Set(found.keys).union(expected.keys).filter { found[$0] != expected[$0] }
        try same(
            found.filter { others.contains($0.key) },
            expected.filter { others.contains($0.key) },
            "the lots"
        )
        let sums = try await house.inspect { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT point_type, account, sum(change) FROM (
                        SELECT point_type, to_account AS account, amount AS change FROM ledger
                        UNION ALL SELECT point_type, from_account, -amount FROM ledger)
                    GROUP BY point_type, account
                    """
            ).map { row -> (PointTypeID, String, Int64) in (row[0], row[1], row[2]) }
        }
        for shop in shops {
            for (type, _) in shop.types {
                for account in LedgerAccount.allCases {
                    let sum = sums.first { $0.0 == type && $0.1 == account.rawValue }?.2
                    let known = model.accounts[type]?[account]
                    try same(sum ?? 0, known ?? 0, "the account \(account)")
                }
            }
        }
    }

    /// As the partner and the end user are told.
    private func compareBalances() async throws {
        for shop in shops {
            for customer in shop.customers {
                let endUser = EndUserID(customer.person.subject)
                let wallet = try await customer.call(GetWallet.self, .init()).balances
                let listed = try await shop.clerk.call(
                    ListBalances.self,
                    .init(endUserId: endUser)
                ).items
                // A wallet also has the coupon that comes next.
                let alike = wallet.map { told in
                    Balance(
                        partnerId: told.partnerId,
                        partnerName: told.partnerName,
                        pointTypeId: told.pointTypeId,
                        pointTypeName: told.pointTypeName,
                        amount: told.amount,
                        nextExpiry: told.nextExpiry,
                        held: told.held
                    )
                }
                try same(listed, alike, "a wallet's balances")
                for (type, _) in shop.types {
                    let key = Model.Key(endUser: endUser, type: type)
                    let found = listed.first { $0.pointTypeId == type }
                    try same(found?.amount ?? 0, model.balance(key, now), "a balance")
                    try same(found?.held ?? 0, model.held(key), "what is held")
                    try same(found?.nextExpiry, model.nextExpiry(key, now), "a next expiry")
                    // Nobody owes and has something to use.
                    try same((model.owed[key] ?? 0) * model.usable(key, now), 0, "a debt")
                }
            }
        }
    }

    private func compareEnds() async throws {
        let holds = try await ends("SELECT id, status, posted FROM holds")
        let coupons = try await ends("SELECT id, status, uses FROM issued_coupons")
        var (knownHolds, knownCoupons): ([UUID: String], [UUID: String]) = ([:], [:])
        for (id, hold) in model.holds {
            let posted = hold.posted.reduce(0) { $0 + $1.amount }
            knownHolds[id.uuid] = "\(hold.status.rawValue) \(posted)"
        }
        for (id, purchase) in model.purchases {
            knownCoupons[id.uuid] = "\(purchase.status.rawValue) \(purchase.uses)"
        }
        try same(holds, knownHolds, "the holds")
        try same(coupons, knownCoupons, "the coupons")
    }

    private func ends(_ sql: String) async throws -> [UUID: String] {
        let rows = try await house.inspect { database in
            try Row.fetchAll(database, sql: sql).map { row -> (UUID, String) in
                (row[0], "\(row[1] as String) \(row[2] as Int)")
            }
        }
        return Dictionary(rows) { first, _ in first }
    }
}
