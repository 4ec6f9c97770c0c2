import GRDB
import OctopusAdvertisingContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusAdvertising

struct ImpressionBookTests {
    @Test func `a campaign sets impressions aside, shows some and gives back the rest`()
        async throws
    {
        let house = try await House()
        try await house.buy(1000)
        let (owner, campaign) = (house.owner, house.campaign())
        try await house.moving { book in
            try book.reserve(600, of: owner, for: campaign)
            try book.count(250, of: owner, for: campaign)
        }
        #expect(try await house.balance().available == 400)
        #expect(try await house.moving { try $0.giveBack(of: owner, for: campaign) } == 350)
        // Nothing is left to give back.
        #expect(try await house.moving { try $0.giveBack(of: owner, for: campaign) } == 0)
        let balance = try await house.balance()
        #expect(balance.reserved == 0 && balance.counted == 250 && balance.available == 750)
        try await house.expectBalanced()
        await house.close()
    }

    @Test func `each movement is told but what is shown, and a snapshot tells the last`()
        async throws
    {
        let house = try await House()
        let (owner, campaign) = (house.owner, house.campaign())
        try await house.buy(1000)
        try await house.moving { book in
            try book.reserve(600, of: owner, for: campaign)
            try book.count(250, of: owner, for: campaign)
            try book.giveBack(of: owner, for: campaign)
            _ = try book.adjust(by: -50, of: owner, because: "Too many.")
        }
        let told = try await house.events(ImpressionBalanceChanged.self)
        #expect(told.map(\.version) == [1, 2, 3, 4])
        #expect(told.map(\.total) == [1000, 1000, 1000, 950])
        #expect(told.map(\.available) == [1000, 400, 750, 700])
        // What is shown afterwards changes nothing that was told.
        try await house.moving { book in
            try book.reserve(100, of: owner, for: campaign)
            try book.count(100, of: owner, for: campaign)
        }
        let last = try #require(try await house.events(ImpressionBalanceChanged.self).last)
        let states = try await house.inspect { database in
            try ImpressionAccounts.states(in: database, after: nil, 10).map(\.event)
        }
        #expect(states == [last] && last.available == 600)
        await house.close()
    }

    @Test func `a campaign shows no more than it has set aside, whatever others have`()
        async throws
    {
        let house = try await House()
        try await house.buy(1000)
        let (owner, one, other) = (house.owner, house.campaign(), house.campaign())
        try await house.moving { book in
            try book.reserve(100, of: owner, for: one)
            try book.reserve(500, of: owner, for: other)
        }
        await #expect(throws: ImpressionRefusal.insufficient(missing: 1)) {
            try await house.moving { try $0.count(101, of: owner, for: one) }
        }
        try await house.moving { try $0.count(100, of: owner, for: one) }
        // More is set aside for it, as when a campaign is extended.
        try await house.moving { try $0.reserve(50, of: owner, for: one) }
        #expect(try await house.moving { try $0.remaining(of: one) } == 50)
        try await house.expectBalanced()
        await house.close()
    }

    @Test(arguments: [
        "UPDATE impression_balances SET reserved = reserved + 401",
        "UPDATE impression_balances SET counted = counted + 401",
        "UPDATE impression_balances SET adjusted = adjusted - 401",
        "UPDATE impression_balances SET reserved = -1",
        "UPDATE impression_reservations SET counted = counted + 601",
        "UPDATE impression_ledger SET amount = amount + 1",
        "DELETE FROM impression_ledger",
        // A second purchase of a request, and more than a campaign has.
        """
        INSERT INTO impression_ledger (at, partner, kind, from_account, to_account, amount, request,
            actor_kind)
        SELECT at, partner, kind, from_account, to_account, amount, request, actor_kind
        FROM impression_ledger WHERE kind = 'purchase'
        """,
        """
        INSERT INTO impression_ledger (at, partner, kind, from_account, to_account, amount, campaign,
            actor_kind)
        SELECT at, partner, 'count', 'reserved', 'counted', 601, campaign, 'service'
        FROM impression_ledger WHERE kind = 'reservation'
        """,
        """
        INSERT INTO impression_ledger (at, partner, kind, from_account, to_account, amount, campaign,
            actor_kind)
        SELECT at, partner, kind, from_account, to_account, 401, campaign, 'service'
        FROM impression_ledger WHERE kind = 'reservation'
        """,
    ])
    func `the database itself refuses what would spend more than there is`(
        sql: String
    )
        async throws
    {
        let house = try await House()
        try await house.buy(1000)
        let (owner, campaign) = (house.owner, house.campaign())
        try await house.moving { try $0.reserve(600, of: owner, for: campaign) }
        await #expect(throws: DatabaseError.self) {
            try await house.tamper(sql)
        }
        try await house.expectBalanced()
        await house.close()
    }

    @Test func `of many that reserve at once no more go through than there are impressions`()
        async throws
    {
        let house = try await House()
        try await house.buy(1000)
        let owner = house.owner
        let campaigns = (0..<60).map { _ in house.campaign() }
        let done = await withTaskGroup(of: Bool.self) { group in
            for campaign in campaigns {
                group.addTask {
                    do {
                        try await house.moving { try $0.reserve(30, of: owner, for: campaign) }
                        return true
                    } catch {
                        return false
                    }
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(done == 33)
        #expect(try await house.balance().reserved == 990)
        try await house.expectBalanced()
        await house.close()
    }
}
