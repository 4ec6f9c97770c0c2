import GRDB
import OctopusPartnersContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusPartners

/// Promos that begin and end with days.
struct PromoDayTests {
    @Test(arguments: [
        // 23 hours, 25 hours, and a day like others.
        ("2026-03-29", "2026-03-29", 23), ("2026-10-25", "2026-10-25", 25),
        ("2026-03-28", "2026-03-29", 47),
    ])
    func `days are those of the tenant's zone, from midnight to midnight`(
        first: String,
        last: String,
        hours: Int64
    ) async throws {
        let house = try await House()
        let (cafe, ana) = (house.operatorOf(), house.endUser(house.ana))
        let channel = try await cafe.publish(cafe.newChannel())
        _ = try await ana.follow(channel.id)
        let draft = try await cafe.newPromo(on: [channel.id], startsOn: first, endsOn: last)
        #expect(draft.terms.startsOn == first && draft.terms.endsOn == last)
        #expect(draft.terms.startsAt == nil && draft.terms.endsAt == nil)
        let times = try await house.inspect { database in
            try PromoRecord.fetchAll(database, sql: "SELECT * FROM promos")
                .map { [$0.startsAt, $0.endsAt].compactMap(\.self) }
        }
        let span = try #require(times.first)
        #expect(span[1].milliseconds - span[0].milliseconds == hours * 3_600_000)
        _ = try await cafe.schedule(draft)
        house.pass(.milliseconds(span[0].milliseconds - house.clock.now.milliseconds - 1))
        try await house.instance.jobs.runDue()
        #expect(try await ana.feed().isEmpty)
        house.pass(.milliseconds(1))
        try await house.instance.jobs.runDue()
        let item = try #require(try await ana.call(ListFeed.self, .init()).items.first)
        #expect(item.startedAt == span[0] && item.endsAt == span[1])
        house.pass(.milliseconds(hours * 3_600_000))
        #expect(try await ana.feed().isEmpty)
        await house.close()
    }

    @Test func `a day is one of the calendar, stands alone, and comes in its order`() async throws {
        let house = try await House()
        let cafe = house.operatorOf()
        let channel = try await cafe.newChannel()
        func refused(
            _ startsOn: String?,
            _ endsOn: String?,
            startsAt: Instant? = nil
        ) async throws -> [String] {
            let terms = PromoTerms(
                title: "A",
                text: "B",
                audience: PromoAudience(reach: .followers, channels: [channel.id]),
                startsAt: startsAt,
                startsOn: startsOn,
                endsOn: endsOn
            )
            return try await cafe.refused(.invalid, CreatePromo.self, .init(terms: terms))
                .violations.map { "\($0.path) \($0.rule)" }
        }
        #expect(
            try await refused("2027-02-29", "2027-13-01") == [
                "terms.startsOn form", "terms.endsOn form",
            ]
        )
        #expect(try await refused("2026-06-02", "2026-06-01") == ["terms.endsOn afterStart"])
        let now = house.clock.now
        let both = try await refused("2026-06-01", nil, startsAt: now)
        #expect(both == ["terms.startsOn once"])
        #expect(try await refused(nil, "2020-01-01") == ["terms.endsOn afterStart"])
        #expect(try await refused("2040-01-01", nil) == ["terms.startsOn range"])
        await house.close()
    }
}
