import FoundationEssentials
import OctopusAdvertisingContract
import OctopusCBOR
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusAdvertising

/// What counts, and that none is lost or counted twice.
struct CountAdTests {
    @Test func `tokens of nobody, of others and of another tenant are refused`() async throws {
        let house = try await House()
        let (place, campaign) = try await house.show()
        let ana = house.endUser(house.ana)
        let ad = try #require(try await ana.pick(place.id))
        var forged = ad.token.bytes
        forged[100] ^= 1
        for token in [[], [1, 2, 3], forged] {
            try await ana.refused(
                .impressionTokenRefused,
                CountAd.self,
                .init(token: Bytes(token), event: .shown)
            )
        }
        let own = CountAd.Request(token: ad.token, event: .shown)
        try await house.endUser(house.ben).refused(.impressionTokenRefused, CountAd.self, own)
        try await house.endUser(house.cleo, of: house.bank).refused(
            .impressionTokenRefused,
            CountAd.self,
            own
        )
        #expect(try await house.operatorOf().seen(campaign).counted == 0)
        #expect(try await ana.tell(.shown, of: ad).isCounted)
        await house.close()
    }

    @Test func `what comes late counts while there is room, and then no more`() async throws {
        let house = try await House()
        try await house.buy(1000)
        let place = try await house.place()
        let campaign = try await house.minute(house.minuteTerms(1000, seconds: 7200))
        let ana = house.endUser(house.ana)
        let late = try #require(try await ana.pick(place.id))
        house.pass(.seconds(301))
        #expect(try await ana.tell(.shown, of: late).isCounted)
        let tooLate = try #require(try await ana.pick(place.id))
        house.pass(.seconds(300 + 601))
        let told = try await ana.tell(.clicked, of: tooLate)
        #expect(!told.isCounted && told.target != nil)
        // What is counted stays so; more is not told of it any longer.
        #expect(try await ana.tell(.shown, of: late).isCounted)
        #expect(try await !ana.tell(.viewable, of: late).isCounted)
        #expect(try await house.operatorOf().seen(campaign).counted == 1)
        await house.close()
    }

    @Test func `a cap of three holds among forty at once, the next day and after a restart`()
        async throws
    {
        var house = try await House()
        try await house.buy(100_000)
        let place = try await house.place().id
        let terms = try await house.minuteTerms(
            100_000,
            cap: .init(most: 3, period: .day),
            seconds: 3 * 86_400
        )
        _ = try await house.minute(terms)
        #expect(try await house.shown(of: 40, at: place) == 3)
        house.pass(.seconds(60))
        house = try await House(restarting: house)
        house.pass(.seconds(3600))
        #expect(try await house.shown(of: 40, at: place) == 0)
        house.pass(.seconds(86_400))
        #expect(try await house.shown(of: 40, at: place) == 3)
        await house.close()
    }

    /// 1,000 bought, two campaigns of 500, 5,000 choices by 50 at a time, with a restart in the middle.
    @Test func `a thousand bought are a thousand counted`() async throws {
        var house = try await House()
        try await house.buy(1000)
        let place = try await house.place().id
        for _ in 0..<2 { _ = try await house.minute(house.minuteTerms(500)) }
        var counted = 0
        for round in 0..<2 {
            house.pass(.seconds(20))
            counted += try await Self.picks(round == 0 ? 300 : 4700, at: place, in: house)
            #expect(counted <= 1000)
            if round == 0 { house = try await House(restarting: house) }
        }
        #expect(counted == 1000)
        try await house.runJobs()
        let balance = try await house.balance()
        #expect(balance.counted == 1000 && balance.available == 0 && balance.reserved == 0)
        let ended = try await house.operatorOf().call(ListCampaigns.self, .init()).items
        #expect(ended.map(\.endedBy) == [.impressions, .impressions])
        try await house.expectBalanced()
        await house.close()
    }

    /// Asks so often, and tells of each ad twice; says how many were counted.
    private static func picks(
        _ count: Int,
        at place: PlacementID,
        in house: House
    ) async throws
        -> Int
    {
        let people = [house.endUser(house.ana), house.endUser(house.ben)]
        return try await withThrowingTaskGroup(of: Int.self) { group in
            for worker in 0..<50 {
                group.addTask {
                    var shown = 0
                    let somebody = people[worker % 2]
                    for _ in 0..<count / 50 {
                        guard let ad = try await somebody.pick(place) else { continue }
                        if try await somebody.tell(.shown, of: ad).isCounted { shown += 1 }
                        _ = try await somebody.tell(.viewable, of: ad)
                    }
                    return shown
                }
            }
            return try await group.reduce(0, +)
        }
    }

    @Test func `a restart loses no count, and a token from before it counts once`() async throws {
        var house = try await House()
        let (place, campaign) = try await house.show()
        let first = try #require(try await house.endUser(house.ana).pick(place.id))
        let second = try #require(try await house.endUser(house.ana).pick(place.id))
        #expect(try await house.endUser(house.ana).tell(.shown, of: first).isCounted)
        house = try await House(restarting: house)
        let ana = house.endUser(house.ana)
        #expect(try await ana.tell(.shown, of: first).isCounted)
        #expect(try await ana.tell(.viewable, of: first).isCounted)
        #expect(try await ana.tell(.shown, of: second).isCounted)
        #expect(try await house.operatorOf().seen(campaign).counted == 2)
        try await house.ledgerHears()
        try await house.expectBalanced()
        #expect(try await house.balance().counted == 2)
        await house.close()
    }

    @Test func `a daily limit holds over a restart, until the tenant's midnight`() async throws {
        var house = try await House()
        try await house.buy(100_000)
        let place = try await house.place().id
        let ad = try await house.approvedAd().id
        let terms = CampaignTerms(
            name: "Daily",
            adIds: [ad],
            // So many that their pace over three days keeps none of the day's five.
            impressions: 100_000,
            startsAt: house.clock.now,
            endsAt: house.inHours(72),
            dailyImpressions: 5
        )
        _ = try await house.minute(terms)
        func shown() async throws -> Int {
            let ana = house.endUser(house.ana)
            var count = 0
            for _ in 0..<20 {
                guard let ad = try await ana.pick(place) else { continue }
                if try await ana.tell(.shown, of: ad).isCounted { count += 1 }
            }
            return count
        }
        // It is nine in the morning. The last minute of the day lets go of its rest, for which the campaign, with
        // so much left, is not too early.
        house.pass(.seconds(14 * 3600 + 59 * 60 + 10))
        #expect(try await shown() == 5)
        house = try await House(restarting: house)
        #expect(try await shown() == 0)
        house.pass(.seconds(86_400))
        #expect(try await shown() == 5)
        await house.close()
    }
}
