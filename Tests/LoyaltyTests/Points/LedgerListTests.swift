import GRDB
import GRDBSQLite
import OctopusLoyaltyContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusLoyalty

/// A ledger of many entries, in which what is asked for is rare.
struct LedgerListTests {
    /// 60,000 entries of bananas, most of them Ben's, and a few stamps of Ana's at the very bottom.
    private func filled() async throws -> (House, banana: PointTypeID, stamp: PointTypeID) {
        let house = try await House()
        let owner = house.operatorOf()
        let stamp = try await owner.newPointType("stamp")
        let banana = try await owner.newPointType("banana")
        for amount in 1...3 as ClosedRange<Int64> {
            try await owner.award(amount, of: stamp, to: house.ana)
        }
        try await owner.award(1, of: stamp, to: house.ben)
        try await owner.award(1, of: banana, to: house.ana)
        try await owner.award(1, of: banana, to: house.ben)
        let ben = house.ben
        try await house.instance.store.write { transaction in
            try transaction.database.execute(
                sql: """
                    WITH RECURSIVE many (number) AS (
                        VALUES (1) UNION ALL SELECT number + 1 FROM many WHERE number < 60000)
                    INSERT INTO ledger (at, partner, end_user, point_type, kind, from_account,
                        to_account, amount, lot, actor_kind)
                    SELECT at, partner, end_user, point_type,
                        CASE number % 2 WHEN 1 THEN 'expiry' ELSE 'award' END,
                        CASE number % 2 WHEN 1 THEN 'user' ELSE 'issued' END,
                        CASE number % 2 WHEN 1 THEN 'expired' ELSE 'user' END,
                        amount, lot, 'service'
                    FROM many, (SELECT * FROM ledger WHERE end_user = ? AND point_type = ?)
                    """,
                arguments: [ben, banana]
            )
        }
        return (house, banana, stamp)
    }

    @Test func `each filter finds its entries and reads no others`() async throws {
        let (house, banana, stamp) = try await filled()
        let owner = house.operatorOf()
        let filters: [(EndUserID?, PointTypeID?, [Int64])] = [
            (nil, stamp, [1, 3, 2, 1]), (house.ana, nil, [1, 3, 2, 1]),
            (house.ana, stamp, [3, 2, 1]), (house.ana, banana, [1]), (house.ben, stamp, [1]),
        ]
        for (endUser, type, amounts) in filters {
            let page = try await owner.call(
                ListLedger.self,
                .init(endUserId: endUser, pointTypeId: type)
            )
            #expect(page.items.map(\.amount) == amounts)
            #expect(page.next == nil)
            #expect(try await steps(house, endUser, type) < 5000)
        }
        for (endUser, type) in [(nil, nil), (nil, banana), (house.ben, banana), (house.ben, nil)]
            as [(EndUserID?, PointTypeID?)]
        {
            #expect(try await steps(house, endUser, type) < 10_000)
        }
        let foreign = try await house.operatorOf(house.bakery).call(
            ListLedger.self,
            .init(pointTypeId: stamp)
        )
        #expect(foreign == Page(items: []))
    }

    /// What SQLite does for one page: instructions of its machine.
    private func steps(
        _ house: House,
        _ endUser: EndUserID?,
        _ type: PointTypeID?
    ) async throws -> Int {
        let list = LedgerRecord.list(of: house.cafe, endUser, type)
        let (sql, arguments) = list.statement(after: nil, rows: 51)
        return try await house.inspect { database in
            let statement = try database.makeStatement(sql: sql)
            _ = try Row.fetchAll(statement, arguments: arguments)
            return Int(sqlite3_stmt_status(statement.sqliteStatement, SQLITE_STMTSTATUS_VM_STEP, 0))
        }
    }

    @Test func `pages of a long list add up, from any filter`() async throws {
        let house = try await House()
        let owner = house.operatorOf()
        let types = [
            try await owner.newPointType("banana"), try await owner.newPointType("stamp"),
        ]
        for number in 0..<60 {
            let endUser = number % 3 == 0 ? house.ben : house.ana
            try await owner.award(Int64(number + 1), of: types[number % 2], to: endUser)
        }
        for endUser in [nil, house.ana, house.ben] {
            for type in [nil, types[0], types[1]] {
                let expected = (0..<60).filter { number in
                    (endUser == nil || endUser == (number % 3 == 0 ? house.ben : house.ana))
                        && (type == nil || type == types[number % 2])
                }
                var request = ListLedger.Request(endUserId: endUser, pointTypeId: type, limit: 7)
                var found: [Int64] = []
                while true {
                    let page = try await owner.call(ListLedger.self, request)
                    found += page.items.map(\.amount)
                    guard let next = page.next else { break }
                    request = .init(
                        endUserId: endUser,
                        pointTypeId: type,
                        after: next,
                        limit: 7
                    )
                }
                #expect(found == expected.reversed().map { Int64($0 + 1) })
            }
        }
    }

    @Test func `a place is good for its filters and its owner only`() async throws {
        let house = try await House()
        let owner = house.operatorOf()
        let type = try await owner.newPointType()
        for _ in 0..<3 { try await owner.award(1, of: type, to: house.ana) }
        let list = ListLedger.Request(endUserId: house.ana, limit: 1)
        let next = try await owner.call(ListLedger.self, list).next
        #expect(next != nil)
        for request in [
            ListLedger.Request(after: next), .init(pointTypeId: type, after: next),
            .init(endUserId: house.ben, after: next),
            .init(endUserId: house.ana, pointTypeId: type, after: next),
        ] {
            let refusal = try await owner.refused(.invalid, ListLedger.self, request)
            #expect(refusal.violations.map(\.path) == ["after"])
        }
        let bakery = house.operatorOf(house.bakery)
        try await bakery.refused(
            .invalid,
            ListLedger.self,
            .init(endUserId: house.ana, after: next)
        )
        let history = try await house.endUser(house.ana).call(ListHistory.self, .init(limit: 1))
        try await house.endUser(house.ben).refused(
            .invalid,
            ListHistory.self,
            .init(after: history.next)
        )
        try await house.endUser(house.ana).refused(
            .invalid,
            ListHistory.self,
            .init(after: next)
        )
    }
}
