import OctopusCBOR
import OctopusLoyaltyContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusLoyalty

/// Loyalty in its world: two tenants, three partners, three end users, as identity told of them.
typealias House = World<LoyaltyEnvironment>
typealias Somebody = OctopusTestKit.Somebody<LoyaltyEnvironment>

extension World<LoyaltyEnvironment> {
    convenience init(seed: UInt64 = 1) async throws {
        let options = WorldOptions(
            seed: seed,
            plans: .loyalty,
            reportPlans: { faults in
                for fault in faults { Issue.record("\(fault)") }
            }
        )
        try await self.init(LoyaltyService.definition, options)
        try await settle()
    }

    /// That ledger, lots, balances, stocks and redemptions agree, in the whole database.
    func expectBalanced(sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let faults = try await inspect { try LedgerFault.find(in: $0) }
        #expect(faults.isEmpty, sourceLocation: sourceLocation)
    }
}

extension World<LoyaltyEnvironment> {
    /// Many coupons of the café at once.
    func store(
        _ count: Int,
        named title: String,
        _ status: CouponStatus = .published,
        limitPerUser: Int64? = nil
    ) async throws {
        let (cafe, ids) = (cafe, ids)
        try await instance.store.write { transaction in
            let partner = try PartnerRecord.active(cafe, in: transaction.database)
            let now = Instant(milliseconds: transaction.nowMilliseconds)
            for number in 1...count {
                var record = CouponRecord(
                    CouponTerms(title: "\(title) \(number)", limitPerUser: limitPerUser),
                    id: CouponID(ids.uuid(at: now)),
                    of: partner,
                    at: now
                )
                record.status = status
                try record.store(in: transaction.database)
            }
        }
    }
}

extension PlanRules {
    /// Ten million ledger entries must not slow a till: no statement of a call looks through a table.
    static let loyalty = PlanRules(
        small: [
            "code_keys": "one a day, and old ones go",
            "tenants": "those of one installation",
        ],
        excused: [
            "SELECT from_account, to_account, sum(ledger.amount)":
                "an audit of one point type, a slice at a time",
            "SELECT id, has_coupons FROM entitlements": "walks an index of those that wait alone",
            "WITH chosen AS": "sorts one page, which was chosen in an index's order",
            "SELECT redemptions.*": "sorts the uses of one coupon",
            "SELECT redemption_undos.*": "sorts what was undone of the uses of one coupon",
            "INSERT INTO lots": "looks for entries without a lot only while there are any",
            "INSERT INTO expiries SELECT": "a step of the schema, which runs once",
            "INSERT INTO new_ledger": "a step of the schema, which runs once",
            "INSERT INTO ledger_kinds": "steps of the schema, which run once",
            "INSERT INTO coupon_uses\nSELECT": "a step of the schema, which runs once",
            "INSERT INTO new_redemptions": "a step of the schema, which runs once",
            "UPDATE point_types SET": "steps of the schema, which run once",
            "UPDATE coupons SET tenant": "a step of the schema, which runs once",
            "INSERT INTO event_audience (bucket, id, seq)\nSELECT": "a step of the schema",
            "UPDATE coupons SET title_key = lower": "a test's way back to an older schema",
            "UPDATE lots SET remaining = amount + 1": "a test's try at what the schema refuses",
            "UPDATE lots SET remaining = -1": "a test's try at what the schema refuses",
            "UPDATE ledger SET amount": "a test's try at what the schema refuses",
            "DELETE FROM ledger": "a test's try at what the schema refuses",
            "UPDATE redemption_undos SET": "a test's try at what the schema refuses",
            "DELETE FROM redemption_undos": "a test's try at what the schema refuses",
            "UPDATE balances SET amount = -1": "a test's try at what the schema refuses",
        ]
    )
}

func encoded(_ value: some Encodable) throws -> [UInt8] { try CBOREncoder().encode(value) }
