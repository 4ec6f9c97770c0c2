import Testing

@testable import OctopusAdvertising

@Suite struct OpenTimeTests {
    private static let hour: Int64 = 3_600_000

    @Test(
        arguments: [
            // Clocks go from two to three; two is skipped.
            ("2026-03-28T23:00:00", [2], 23), ("2026-03-28T23:00:00", [1], 22),
            // And from three to two; two is shown twice.
            ("2026-10-24T22:00:00", [2], 23), ("2026-10-24T22:00:00", [1, 3], 23),
        ] as [(String, Set<Int>, Int64)]
    )
    func `a blocked hour is as long as clocks show it`(
        _ start: String,
        hours: Set<Int>,
        open: Int64
    ) throws {
        var zone = try #require(ZonePeriods("Europe/Ljubljana"))
        let day = zone.span(of: .day, at: instant(start))
        let time = OpenTime(day, without: BlockedHours(daily: hours), in: &zone)
        #expect(time.total == open * Self.hour)
    }

    @Test func `weekdays are those of the zone`() throws {
        var zone = try #require(ZonePeriods("America/New_York"))
        var blocked = BlockedHours()
        blocked.block(Set(0..<24), on: 6)
        // From Friday to Tuesday, midnight there.
        let range = instant("2026-01-02T05:00:00")..<instant("2026-01-06T05:00:00")
        let time = OpenTime(range, without: blocked, in: &zone)
        let sunday = instant("2026-01-04T05:00:00")..<instant("2026-01-05T05:00:00")
        #expect(time.total == 72 * Self.hour)
        #expect(time.span(atOrAfter: sunday.lowerBound)?.lowerBound == sunday.upperBound)
        #expect(time.span(atOrAfter: sunday.lowerBound - 1)?.upperBound == sunday.lowerBound)
        #expect(time.open(in: sunday) == 0)
        #expect(time.span(atOrAfter: range.upperBound) == nil)
    }

    @Test func `a campaign that is blocked all week is never open`() throws {
        var zone = try #require(ZonePeriods("UTC"))
        let range = instant("2026-01-02T05:00:00")..<instant("2026-01-06T05:00:00")
        let time = OpenTime(range, without: BlockedHours(daily: Set(0..<24)), in: &zone)
        #expect(time.total == 0)
        #expect(time.span(atOrAfter: range.lowerBound) == nil)
    }

    @Test(arguments: [
        (CapPeriod.hour, "2026-03-29T00:00:00", "2026-03-29T01:00:00"),
        (.day, "2026-03-28T23:00:00", "2026-03-29T22:00:00"),
        (.week, "2026-03-22T23:00:00", "2026-03-29T22:00:00"),
        (.month, "2026-02-28T23:00:00", "2026-03-31T22:00:00"),
    ])
    func `periods are those of the zone's clocks`(
        _ period: CapPeriod,
        begins: String,
        ends: String
    ) throws {
        var zone = try #require(ZonePeriods("Europe/Ljubljana"))
        let span = zone.span(of: period, at: instant("2026-03-29T00:30:00"))
        #expect(span == instant(begins)..<instant(ends))
    }

    @Test func `a day has begun although clocks went back over its midnight`() throws {
        // Those of St. John's went from a minute past midnight to a minute past eleven.
        var zone = try #require(ZonePeriods("America/St_Johns"))
        let day = zone.span(of: .day, at: instant("2010-11-07T02:45:00"))
        #expect(day == instant("2010-11-07T02:30:00")..<instant("2010-11-08T03:30:00"))
        #expect(zone.span(of: .day, at: instant("2010-11-07T02:30:00")) == day)
        #expect(zone.span(of: .day, at: day.lowerBound - 1) != day)
    }
}
