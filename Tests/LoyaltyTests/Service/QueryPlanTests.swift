import GRDB
import OctopusServiceKit
import OctopusStore
import Testing

@testable import OctopusLoyalty

/// Ten million ledger entries must not slow a till: no statement of a call looks through a table.
struct QueryPlanTests {
    @Test func `no call looks through a table that grows`() async throws {
        let house = try await House()
        let plans = try await house.instance.store.read { database in
            try Self.statements.map { sql in
                (
                    sql,
                    try String.fetchAll(
                        database,
                        sql: "EXPLAIN QUERY PLAN \(sql)",
                        adapter: SuffixRowAdapter(fromIndex: 3)
                    )
                )
            }
        }
        for (sql, steps) in plans {
            let scans = steps.filter { $0.hasPrefix("SCAN") || $0.contains("AUTOMATIC") }
            #expect(scans == [], "\(sql)")
        }
    }

    /// What the busy calls ask, with literals for parameters.
    private static let statements = [
        "SELECT sum(remaining) FROM lots WHERE end_user = x'00' AND point_type = x'00' "
            + "AND remaining > 0 AND expires_at <= 5",
        "SELECT seq, remaining, expires_at FROM lots "
            + "WHERE end_user = x'00' AND point_type = x'00' AND remaining > 0",
        "UPDATE lots SET remaining = remaining - 1 WHERE seq = 1",
        "SELECT amount FROM balances WHERE end_user = x'00' AND point_type = x'00'",
        "SELECT seq FROM lots WHERE id = x'00' AND partner = x'00'",
        "SELECT seq FROM lots WHERE remaining > 0 AND expires_at IS NOT NULL AND expires_at <= 5 "
            + "ORDER BY expires_at LIMIT 200",
        "SELECT seq FROM ledger INDEXED BY ledger_by_partner WHERE partner = x'00' AND seq < 9 "
            + "ORDER BY seq DESC LIMIT 50",
        "SELECT seq FROM ledger INDEXED BY ledger_by_holding WHERE end_user = x'00' "
            + "AND point_type = x'00' AND seq < 9 ORDER BY seq DESC LIMIT 50",
        "SELECT seq FROM ledger INDEXED BY ledger_by_point_type WHERE point_type = x'00' "
            + "AND seq < 9 ORDER BY seq DESC LIMIT 50",
        "SELECT lot FROM ledger WHERE issued_coupon = x'00' AND issued_coupon IS NOT NULL "
            + "AND kind = 'spend'",
        "SELECT count(*) FROM issued_coupons "
            + "WHERE coupon = x'00' AND end_user = x'00' AND status <> 'revoked'",
        "SELECT id FROM issued_coupons WHERE code = 'A'",
        "SELECT id FROM issued_coupons WHERE end_user = x'00' AND status = 'held' "
            + "ORDER BY id DESC LIMIT 50",
        "SELECT id FROM issued_coupons WHERE status = 'held' AND expires_at IS NOT NULL "
            + "AND expires_at <= 5 ORDER BY expires_at LIMIT 500",
        "SELECT id FROM end_users WHERE code = 'A' AND tenant = x'00'",
        "SELECT mac FROM spent_codes WHERE expires_at <= 5 LIMIT 9",
        "SELECT token FROM scans WHERE expires_at <= 5 LIMIT 9",
        "SELECT guesser FROM guesses WHERE failed_at <= 5 LIMIT 9",
    ]
}
