import GRDB
import OctopusAdvertisingContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusAdvertising

/// What is told of a campaign before it is booked.
///
/// It is Sunday, 1 March, nine o'clock in Zagreb.
struct ForecastTests {
    /// The week from Monday on, at midnight in Zagreb.
    private func week(
        _ house: House,
        of impressions: Int64 = 900,
        days: Int64 = 7,
        blocked: [WeeklyHours]? = nil,
        daily: Int64? = nil,
        at placements: [PlacementID]? = nil
    ) -> ForecastCampaign.Request {
        ForecastCampaign.Request(
            impressions: impressions,
            startsAt: house.inHours(15),
            endsAt: house.inHours(15 + 24 * days),
            blockedHours: blocked,
            dailyImpressions: daily,
            placementIds: placements
        )
    }

    /// Two weeks have gone by: 100 requests a day from two placements, 300 on Saturdays.
    private func twoWeeks(_ house: House, at known: [PlacementID] = []) async throws {
        let (now, tenant) = (house.clock.now, house.mall)
        let places =
            known.isEmpty ? (0..<2).map { _ in PlacementID(house.ids.uuid(at: now)) } : known
        try await house.instance.store.write { transaction in
            guard var zone = ZonePeriods("Europe/Zagreb") else { return }
            for day in 1...14 as ClosedRange<Int64> {
                for _ in 0..<2 {
                    for place in places {
                        try AdTraffic.count(
                            day % 7 == 1 ? 75 : 25,
                            at: place,
                            of: tenant,
                            in: &zone,
                            at: now.adding(milliseconds: -86_400_000 * day),
                            transaction.database
                        )
                    }
                }
            }
            // The day that is not over says nothing yet.
            let database = transaction.database
            try AdTraffic.count(5000, at: places[0], of: tenant, in: &zone, at: now, database)
        }
    }

    @Test func `without traffic nothing is known`() async throws {
        let house = try await House()
        let cafe = house.operatorOf()
        let unknown = ForecastCampaign.Reply(countedDays: 0)
        #expect(try await cafe.call(ForecastCampaign.self, week(house)) == unknown)
        try await twoWeeks(house)
        let broker = house.operatorOf(house.broker, of: house.bank)
        #expect(try await broker.call(ForecastCampaign.self, week(house)) == unknown)
        await house.close()
    }

    @Test func `what came on days of the week is likely on the next ones`() async throws {
        let house = try await House()
        let cafe = house.operatorOf()
        try await twoWeeks(house)
        let enough = try await cafe.call(ForecastCampaign.self, week(house))
        #expect(enough.likely == 900 && enough.isEnough == true && enough.countedDays == 14)
        let more = try await cafe.call(ForecastCampaign.self, week(house, of: 901))
        #expect(more.likely == 900 && more.isEnough == false)
        let nights = Weekday.allCases.map { WeeklyHours(day: $0, fromMinute: 0, toMinute: 720) }
        let half = try await cafe.call(ForecastCampaign.self, week(house, blocked: nights))
        #expect(half.likely == 450)
        let bounded = try await cafe.call(ForecastCampaign.self, week(house, daily: 40))
        #expect(bounded.likely == 280)
        await house.close()
    }

    @Test func `what is booked for the time is not free`() async throws {
        let house = try await House()
        let cafe = house.operatorOf()
        try await twoWeeks(house)
        let ads = [try await house.approvedAd().id]
        // Half of its time, and so half of its impressions, lies in the week.
        let asked = try await house.asked(house.terms(ads, 800, from: 15, to: 15 + 336))
        #expect(try await cafe.call(ForecastCampaign.self, week(house)).likely == 500)
        let second = house.terms(ads, 200, from: 15 + 336, to: 15 + 504)
        _ = try await cafe.submit(cafe.newCampaign(second))
        #expect(try await cafe.call(ForecastCampaign.self, week(house)).likely == 500)
        _ = try await cafe.withdraw(asked)
        #expect(try await cafe.call(ForecastCampaign.self, week(house)).likely == 900)
        await house.close()
    }

    @Test func `placements that are named bring what came there`() async throws {
        let house = try await House()
        let cafe = house.operatorOf()
        let app = try await house.app()
        var places: [PlacementID] = []
        for name in ["Top", "Middle", "Bottom"] {
            places.append(try await house.place(name, in: app).id)
        }
        try await twoWeeks(house, at: Array(places[..<2]))
        func likely(_ named: [PlacementID]) async throws -> Int64? {
            try await cafe.call(ForecastCampaign.self, week(house, at: named)).likely
        }
        #expect(try await likely([places[0]]) == 450)
        #expect(try await likely(Array(places[..<2])) == 900)
        // Nobody came there yet, so nothing is known.
        #expect(try await likely([places[2]]) == nil)
        // Half of what is booked everywhere is booked there, and nothing of what is booked elsewhere.
        let ads = [try await house.approvedAd().id]
        _ = try await house.asked(house.terms(ads, 200, from: 15, to: 15 + 168))
        #expect(try await likely([places[0]]) == 350)
        let elsewhere = CampaignTerms(
            name: "Elsewhere",
            adIds: ads,
            impressions: 100,
            startsAt: house.inHours(15),
            endsAt: house.inHours(15 + 168),
            placementIds: [places[1]]
        )
        _ = try await cafe.submit(cafe.newCampaign(elsewhere))
        #expect(try await likely([places[0]]) == 350)
        #expect(try await likely([places[1]]) == 250)
        let strange = week(house, at: [PlacementID(house.ids.uuid(at: house.clock.now))])
        let refused = try await cafe.refused(.invalid, ForecastCampaign.self, strange)
        #expect(refused.violations.map(\.path) == ["placementIds[0]"])
        await house.close()
    }

    @Test func `a time that is none is refused`() async throws {
        let house = try await House()
        let cafe = house.operatorOf()
        let wrong = [week(house, days: 0), week(house, days: 800)]
        for request in wrong {
            let refused = try await cafe.refused(.invalid, ForecastCampaign.self, request)
            #expect(refused.violations.map(\.path) == ["endsAt"])
        }
        await house.close()
    }

    @Test func `traffic of long ago is forgotten`() async throws {
        let house = try await House()
        try await twoWeeks(house)
        house.pass(.seconds(55 * 86_400))
        try await house.instance.jobs.wake("purge")
        try await house.runJobs()
        let left = try await house.inspect { try Int64.one($0, "SELECT count(*) FROM ad_traffic") }
        // One to four days back from two placements, and today from one.
        #expect(left == 9)
        await house.close()
    }
}
