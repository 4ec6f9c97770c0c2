import GRDB
import OctopusLoyaltyContract
import OctopusServiceKit
import OctopusTestKit
import OctopusStore
import Testing

@testable import OctopusLoyalty

struct CheckLedgerTests {
    private func pointType(_ house: House) async throws -> PointTypeRecord {
        let owner = house.operatorOf()
        let id = try await owner.newPointType()
        for amount in 1...20 as ClosedRange<Int64> {
            try await owner.award(amount, of: id, to: house.ana)
        }
        let cafe = house.cafe
        return try await house.inspect { try PointTypeRecord.find(id, of: cafe, in: $0) }
    }

    @Test func `who asks for a long check is sent away, and told what came out`() async throws {
        let house = try await House()
        let type = try await pointType(house)
        let checks = LedgerChecks<LedgerCheck>(clock: house.clock, patience: .zero)
        var reply: CheckLedger.Reply?
        while reply == nil {
            do throws(any Error) {
                reply = try await checks.check(type, house.instance.store)
            } catch let refusal as Refusal {
                #expect(refusal.reason == .checkRunning)
                #expect(refusal.retryAfterMilliseconds == 1000)
                await Task.yield()
            }
        }
        #expect(reply?.issued == 210)
        #expect(reply?.isBalanced == true)
        #expect(reply?.checkedAt == house.clock.now)
    }

    @Test func `many who ask at once are all told, and reads go on`() async throws {
        let house = try await House()
        let type = try await pointType(house)
        let owner = house.operatorOf()
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    try await owner.call(CheckLedger.self, .init(pointTypeId: type.id)).isBalanced
                }
                group.addTask {
                    try await owner.call(ListLedger.self, .init(limit: 1)).items.count == 1
                }
            }
            for try await isRight in group { #expect(isRight) }
        }
    }

    @Test func `an entry that no lot knows of is told`() async throws {
        let house = try await House()
        let type = try await pointType(house)
        try await house.instance.store.write { transaction in
            try transaction.database.execute(
                sql: """
                    INSERT INTO ledger (at, partner, end_user, point_type, kind, from_account,
                        to_account, amount, lot, actor_kind)
                    SELECT at, partner, end_user, point_type, kind, from_account, to_account,
                        amount, lot, 'service' FROM ledger ORDER BY seq DESC LIMIT 1
                    """
            )
        }
        let totals = try await house.operatorOf().call(
            CheckLedger.self,
            .init(pointTypeId: type.id)
        )
        #expect(!totals.isBalanced)
        #expect(totals.held == totals.inLots + 20)
    }
}
