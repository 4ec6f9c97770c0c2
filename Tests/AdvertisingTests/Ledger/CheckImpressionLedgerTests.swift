import OctopusAdvertisingContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusAdvertising

/// A ledger that is added up in slices, with movements between any two of them.
struct CheckImpressionLedgerTests {
    private func furnished() async throws -> (House, CampaignID) {
        let house = try await House()
        try await house.buy(1000)
        let (owner, campaign) = (house.owner, house.campaign())
        try await house.moving { book in
            try book.reserve(500, of: owner, for: campaign)
            for _ in 0..<20 { try book.count(3, of: owner, for: campaign) }
        }
        return (house, campaign)
    }

    @Test(arguments: [1, 2, 7, 1000])
    func `all sums are of the last slice, whatever moved before it`(rows: Int) async throws {
        let (house, campaign) = try await furnished()
        let owner = house.owner
        var (check, slices) = (ImpressionCheck(of: house.cafe), 0)
        while true {
            let before = check
            let (after, isDone) = try await house.inspect { database in
                var check = before
                let isDone = try check.advance(in: database, rows: rows)
                return (check, isDone)
            }
            (check, slices) = (after, slices + 1)
            if isDone { break }
            // Fewer and fewer, so that the check comes to its end.
            guard slices < 10 else { continue }
            let isMiddle = slices == 5
            try await house.moving { book in
                try book.count(1, of: owner, for: campaign)
                guard isMiddle else { return }
                try book.giveBack(of: owner, for: campaign)
                try book.reserve(10, of: owner, for: campaign)
            }
        }
        #expect(slices > 1 || rows == 1000)
        #expect(check.isBalanced)
        #expect(try await check.ledger == house.balance())
        await house.close()
    }

    @Test(arguments: [
        "UPDATE impression_balances SET bought = bought + 1",
        "UPDATE impression_balances SET counted = counted - 1",
        "UPDATE impression_reservations SET counted = counted - 1",
    ])
    func `what disagrees is found, by the check and by the rules`(fault: String) async throws {
        let (house, _) = try await furnished()
        try await house.tamper(fault)
        let check = try await house.operatorOf().call(CheckImpressionLedger.self, .init())
        #expect(!check.isBalanced)
        let faults = try await house.inspect { database in
            try LedgerFault.find(ImpressionLedgerRules.rules, in: database)
        }
        #expect(!faults.isEmpty)
        await house.close()
    }

    @Test func `a partner without impressions has a ledger that is balanced`() async throws {
        let house = try await House()
        let check = try await house.operatorOf().call(CheckImpressionLedger.self, .init())
        #expect(check.isBalanced && check.balance.available == 0)
        #expect(check.checkedAt == house.clock.now)
        await house.close()
    }
}
