import OctopusAdvertisingContract
import OctopusServiceKit
import Testing

@testable import OctopusAdvertising

/// The rules of the balance, without a database.
struct ImpressionAccountsTests {
    private func accounts(
        _ moves: [(ImpressionEntryKind, Int64)]
    ) throws -> ImpressionAccounts {
        var accounts = ImpressionAccounts()
        for (kind, amount) in moves { try accounts.move(amount, by: kind) }
        return accounts
    }

    @Test func `impressions are bought, set aside, shown, and given back`() throws {
        let accounts = try accounts([
            (.purchase, 1000), (.reservation, 600), (.count, 250), (.giveBack, 350),
        ])
        #expect(accounts.bought == 1000 && accounts.reserved == 0 && accounts.counted == 250)
        #expect(accounts.available == 750)
    }

    @Test(
        arguments: [
            (ImpressionEntryKind.reservation, 401), (.decrease, 401), (.count, 601),
            (.giveBack, 601),
        ] as [(ImpressionEntryKind, Int64)]
    )
    func `one more than there is is refused, and nothing has changed`(
        kind: ImpressionEntryKind,
        amount: Int64
    ) throws {
        let before = try accounts([(.purchase, 1000), (.reservation, 600)])
        var after = before
        #expect(throws: ImpressionRefusal.insufficient(missing: 1)) {
            try after.move(amount, by: kind)
        }
        #expect(after == before)
        try after.move(amount - 1, by: kind)
    }

    @Test func `what the tenant takes is never what is counted or reserved`() throws {
        var accounts = try accounts([
            (.purchase, 1000), (.reservation, 600), (.count, 100), (.decrease, 400),
        ])
        #expect(accounts.available == 0 && accounts.adjusted == -400)
        #expect(throws: ImpressionRefusal.insufficient(missing: 1)) {
            try accounts.move(1, by: .decrease)
        }
        try accounts.move(5, by: .increase)
        #expect(accounts.available == 5)
    }

    @Test func `nobody has more than there may be`() throws {
        var accounts = try accounts([(.purchase, AdvertisingLimits.mostImpressions - 5)])
        #expect(throws: ImpressionRefusal.tooMany) { try accounts.move(6, by: .increase) }
        try accounts.move(5, by: .purchase)
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `whatever happens, no more is counted and reserved than there is`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var accounts = ImpressionAccounts()
        for _ in 0..<500 {
            let kind = ImpressionEntryKind.allCases.randomElement(using: &random) ?? .count
            try? accounts.move(.random(in: 1...100, using: &random), by: kind)
            #expect(accounts.counted + accounts.reserved <= accounts.total)
            #expect(min(accounts.bought, accounts.reserved, accounts.counted) >= 0)
        }
        #expect(accounts.counted > 0)
    }

    @Test func `every entry moves from one account to another`() {
        for kind in ImpressionEntryKind.allCases {
            #expect(kind.accounts.from != kind.accounts.to)
        }
    }
}
