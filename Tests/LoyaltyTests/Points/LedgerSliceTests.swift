import GRDB
import OctopusLoyaltyContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusLoyalty

/// A ledger that is added up in slices, with movements between any two of them.
struct LedgerSliceTests {
    /// Two types: one whose points expire, one whose don't, in lots of three people.
    private func furnished() async throws -> (House, Somebody, [PointTypeID], [CouponID]) {
        let house = try await House()
        let owner = house.operatorOf()
        let types = [
            try await owner.newPointType("banana", validity: .days(2)),
            try await owner.newPointType("stamp"),
        ]
        var coupons: [CouponID] = []
        for type in types {
            coupons.append(
                try await owner.newCoupon(
                    CouponTerms(title: "Coffee", price: CouponPrice(pointTypeId: type, amount: 5))
                )
            )
        }
        for number in 1...12 as ClosedRange<Int64> {
            try await owner.award(number, of: types[0], to: house.ana)
            try await owner.award(number, of: types[0], to: house.ben)
            try await owner.award(number, of: types[1], to: house.ana)
            if number == 6 { house.clock.advance(by: .seconds(86_400)) }
        }
        return (house, owner, types, coupons)
    }

    /// What a check of one slice says, of this very moment.
    private func whole(_ type: PointTypeID, _ house: House) async throws -> LedgerTotals {
        try await house.inspect { database in
            var check = LedgerCheck(of: type)
            let isDone = try check.advance(in: database, rows: 1_000_000)
            #expect(isDone)
            return check.totals
        }
    }

    @Test(arguments: [0, 1] as [Int], [1, 2, 3, 7, 50] as [Int])
    func `all sums are of the last slice, whatever moved before it`(
        index: Int,
        rows: Int
    ) async throws {
        let (house, owner, types, coupons) = try await furnished()
        let (ana, ben) = (house.endUser(house.ana), house.endUser(house.ben))
        let type = types[index]
        var check = LedgerCheck(of: type)
        var slices = 0
        var awards: [AwardID] = []
        while true {
            let before = check
            let (after, isDone) = try await house.inspect { database in
                var check = before
                let isDone = try check.advance(in: database, rows: rows)
                return (check, isDone)
            }
            check = after
            slices += 1
            if isDone { break }
            // Fewer and fewer, so that the check comes to its end.
            guard slices < 60 else { continue }
            switch slices % 5 {
            case 0: _ = try? await ana.get(coupons[index])
            case 1:
                awards.append(
                    try await owner.award(3, of: type, to: slices % 2 == 0 ? house.ana : house.ben)
                        .awardId
                )
            case 2:
                _ = try? await ben.get(coupons[index])
                let hold = try? await owner.hold(2, of: type, of: house.ana).holdId
                guard slices % 2 == 0, let hold else { continue }
                try await owner.call(PostHold.self, .init(holdId: hold, amount: 1))
            case 3:
                if let award = awards.popLast() {
                    _ = try? await owner.call(ReverseAward.self, .init(awardId: award))
                }
            default:
                if slices == 29 { house.clock.advance(by: .seconds(2 * 86_400)) }
                try await house.instance.jobs.runDue()
            }
        }
        #expect(slices > 1 || rows == 50)
        #expect(check.totals.isBalanced)
        #expect(try await check.totals == whole(type, house))
        try await house.expectBalanced()
    }

    @Test(arguments: [
        """
        UPDATE balances SET amount = amount + 1 WHERE (end_user, point_type) IN
            (SELECT end_user, point_type FROM lots WHERE seq = 2)
        """,
        "UPDATE lots SET remaining = remaining - 1 WHERE seq = 2",
        """
        UPDATE balances SET on_hold = on_hold + 1 WHERE (end_user, point_type) IN
            (SELECT end_user, point_type FROM lots WHERE seq = 2)
        """,
        """
        UPDATE balances SET owed = owed + 1 WHERE (end_user, point_type) IN
            (SELECT end_user, point_type FROM lots WHERE seq = 2)
        """,
    ])
    func `what disagrees is found, in however many slices`(fault: String) async throws {
        let (house, _, types, _) = try await furnished()
        try await house.instance.store.write { try $0.database.execute(sql: fault) }
        for rows in [1, 3, 1000] {
            let totals = try await house.inspect { database in
                var check = LedgerCheck(of: types[0])
                while try !check.advance(in: database, rows: rows) {}
                return check.totals
            }
            #expect(!totals.isBalanced)
        }
    }

    @Test func `a long check runs once a minute for a partner, and its callers are told`()
        async throws
    {
        let (house, owner, types, _) = try await furnished()
        let (cafe, store) = (house.cafe, house.instance.store)
        let records = try await house.inspect { database in
            try types.map { try PointTypeRecord.find($0, of: cafe, in: database) }
        }
        let checks = LedgerChecks<LedgerCheck>(
            clock: house.clock,
            patience: .seconds(60),
            sliceRows: 5
        )
        let first = try await checks.check(records[0], store)
        try await owner.award(1, of: types[0], to: house.ana)
        #expect(try await checks.check(records[0], store) == first)
        do {
            _ = try await checks.check(records[1], store)
            Issue.record("another long check of the partner ran")
        } catch {
            let refusal = try #require(error as? Refusal)
            #expect(refusal.reason == .checkRunning)
            #expect((1...60_000).contains(refusal.retryAfterMilliseconds ?? 0))
        }
        house.clock.advance(by: .seconds(61))
        #expect(try await checks.check(records[0], store).issued == first.issued + 1)
    }
}
