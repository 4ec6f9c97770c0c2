import GRDB
import GRDBSQLite
import OctopusLoyaltyContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusLoyalty

/// What a wallet costs must not grow with what lies behind it.
struct WalletCostTests {
    /// Ana with very many open lots of one day and of no day, and very many held coupons.
    private func crowded(
        _ count: Int = 30_000
    ) async throws -> (House, banana: PointTypeID, stamp: PointTypeID) {
        // Filling it looks through tables.
        let house = try await House(LoyaltyService.definition, WorldOptions(seed: 1))
        try await house.settle()
        let owner = house.operatorOf()
        let banana = try await owner.newPointType("banana", validity: .days(2))
        let stamp = try await owner.newPointType("stamp")
        try await owner.award(1, of: banana, to: house.ana)
        try await owner.award(1, of: stamp, to: house.ana)
        let coupon = try await owner.newCoupon(CouponTerms(title: "A bun"))
        _ = try await house.endUser(house.ana).get(coupon)
        try await house.instance.store.write { transaction in
            try transaction.database.execute(
                sql: """
                    CREATE TEMP TABLE many AS WITH RECURSIVE n (i) AS (
                        VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < \(count))
                    SELECT i FROM n;
                    INSERT INTO lots
                        (id, partner, end_user, point_type, amount, remaining, awarded_at, expires_at)
                    SELECT randomblob(16), partner, end_user, point_type, 1, 1, awarded_at, expires_at
                    FROM lots, many WHERE seq <= 2;
                    INSERT INTO ledger (at, partner, end_user, point_type, kind, from_account,
                        to_account, amount, lot, actor_kind)
                    SELECT awarded_at, partner, end_user, point_type, 'award', 'issued', 'user',
                        amount, seq, 'service' FROM lots WHERE seq > 2;
                    UPDATE balances SET amount = \(count + 1);
                    INSERT INTO issued_coupons SELECT randomblob(16), coupon, partner, end_user,
                        hex(randomblob(10)), status, uses, uses_allowed, issued_at, expires_at,
                        ended_at, actor_kind, actor, impersonator, program, sealed_code
                    FROM issued_coupons, many;
                    UPDATE coupons SET issued = \(count + 1);
                    UPDATE coupon_uses SET issued = \(count + 1);
                    DROP TABLE many;
                    -- What is written past the service is in no report.
                    DELETE FROM report_backlogs;
                    """
            )
        }
        return (house, banana, stamp)
    }

    /// Instructions of SQLite's machine that a body takes.
    private func steps(
        _ house: House,
        _ body: @escaping @Sendable (Database) throws -> Void
    ) async throws -> Int {
        try await house.inspect { database in
            let counter = StepCounter()
            sqlite3_progress_handler(
                database.sqliteConnection,
                100,
                { context in
                    guard let context else { return 0 }
                    Unmanaged<StepCounter>.fromOpaque(context).takeUnretainedValue().hundreds += 1
                    return 0
                },
                Unmanaged.passUnretained(counter).toOpaque()
            )
            defer { sqlite3_progress_handler(database.sqliteConnection, 0, nil, nil) }
            try body(database)
            return counter.hundreds * 100
        }
    }

    @Test func `balances and the next expiry cost the same with 60,000 open lots`() async throws {
        let (house, banana, stamp) = try await crowded()
        let (ana, now) = (house.ana, house.clock.now)
        let balances = try await steps(house) { database in
            let rows = try Balances.list(of: ana, at: now).first(100, in: database)
            let list = try rows.map { try Balances.balance($0, at: now, in: database) }
            #expect(list.map(\.amount) == [30_001, 30_001])
            #expect(list.first { $0.pointTypeId == banana }?.nextExpiry?.amount == 30_001)
            #expect(list.first { $0.pointTypeId == stamp }?.nextExpiry == nil)
        }
        #expect(balances < 2_000)
        // All of a day has passed, and nobody has booked it.
        let later = now.adding(milliseconds: 4 * 86_400_000)
        let expired = try await steps(house) { database in
            let rows = try Balances.list(of: ana, at: later).first(100, in: database)
            #expect(rows.count == 1)
            #expect(try database.balance(of: ana, banana, at: later) == 0)
        }
        #expect(expired < 2_000)
    }

    @Test func `a wallet and a purchase stay bounded`() async throws {
        let (house, banana, _) = try await crowded()
        let owner = house.operatorOf()
        let ana = house.endUser(house.ana)
        let wallet = try await ana.call(GetWallet.self, .init())
        #expect(wallet.balances.map(\.amount) == [30_001, 30_001])
        #expect(wallet.coupons.count == 100 && wallet.nextCoupons != nil)
        let coupon = try await owner.newCoupon(
            CouponTerms(title: "Coffee", price: CouponPrice(pointTypeId: banana, amount: 7))
        )
        let got = try await ana.get(coupon)
        #expect(got.balance == 29_994)
        try await house.expectBalanced()
    }

    @Test func `what is due is booked in slices, and its expiries go`() async throws {
        let (house, banana, _) = try await crowded(1_000)
        house.clock.advance(by: .seconds(4 * 86_400))
        try await house.instance.jobs.runDue()
        try await house.expectBalanced()
        let ana = house.ana
        let left = try await house.inspect { database in
            (
                try database.balance(of: ana, banana, at: .never),
                try Int.fetchOne(database, sql: "SELECT count(*) FROM expiries")
            )
        }
        #expect(left == (0, 0))
    }
}

private final class StepCounter {
    var hundreds = 0
}
