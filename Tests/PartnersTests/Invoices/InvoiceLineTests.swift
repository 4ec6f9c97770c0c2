import OctopusPartnersContract
import OctopusServiceKit
import Testing

@testable import OctopusPartners

/// Values alone: what a month's facts come to.
struct InvoiceLineTests {
    private let november = MonthDays(
        BillingMonth(year: 2026, month: 11),
        in: .bills(in: "Europe/Zagreb")
    )

    private func package(
        _ price: Int64,
        from: Instant,
        until: Instant? = nil,
        _ period: BillingPeriod = .month
    ) -> Charge {
        Charge(
            kind: .package,
            name: "Small",
            priceMinor: price,
            currency: "EUR",
            period: period,
            fromAt: from,
            untilAt: until
        )
    }

    @Test(arguments: ["Europe/Zagreb", "America/Sao_Paulo", "Pacific/Apia", "UTC"])
    func `the days of every month follow each other, also where clocks change`(
        zone: String
    ) throws {
        var month = BillingMonth(year: 2023, month: 1)
        var before: MonthDays?
        while month.year < 2029 {
            let days = try #require(MonthDays(month, in: .bills(in: zone)))
            #expect(days.count == lengths[month.month - 1] + (month.isLeapFebruary ? 1 : 0))
            for day in 0..<days.count {
                let length = days.end(ofDay: day).milliseconds - days.begin(ofDay: day).milliseconds
                #expect((23 * 3_600_000...25 * 3_600_000).contains(length))
            }
            if let before { #expect(before.end == days.begin) }
            (before, month) = (days, month.next)
        }
    }

    private let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

    @Test(arguments: 1...40 as ClosedRange<UInt64>)
    func `whatever a month is split into, the parts add up to its price`(seed: UInt64) {
        var dice = SeededGenerator(seed: seed)
        for count in 28...31 {
            let price = Int64.random(in: 0...100_000_000_000, using: &dice)
            let small = Int64.random(in: 0...40, using: &dice)
            for price in [price, small] {
                // Each day belongs to one of some parts, in any order.
                let parts = Int.random(in: 1...6, using: &dice)
                let owners = (0..<count).map { _ in Int.random(in: 0..<parts, using: &dice) }
                let amounts = (0..<parts).map { part in
                    Proration.days(
                        (0..<count).filter { owners[$0] == part },
                        of: count,
                        at: price
                    )
                }
                #expect(amounts.reduce(0, +) == price)
                // No day differs from another by more than one unit.
                let days = (0..<count).map { Proration.day($0, of: count, at: price) }
                #expect((days.max() ?? 0) - (days.min() ?? 0) <= 1)
            }
        }
    }

    @Test func `the months of a year add up to its price`() {
        for price in [0, 1, 11, 12, 13, 12_500, 99_999_999_999] as [Int64] {
            let months = (1...12).map { month in
                Proration.month(BillingMonth(year: 2026, month: month), at: price, by: .year)
            }
            #expect(months.reduce(0, +) == price)
        }
    }

    @Test func `a package that is changed on the 15th costs 14 days, the new one the others`()
        throws
    {
        let november = try #require(november)
        let change = november.begin(ofDay: 14).adding(milliseconds: 36_000_000)
        var facts = MonthFacts(days: november)
        facts.charges = [
            package(3000, from: november.begin.adding(milliseconds: -1), until: change),
            package(6000, from: change),
        ]
        let lines = facts.lines(in: "EUR")
        #expect(lines.map(\.days) == [14, 16] && lines.map(\.ofDays) == [30, 30])
        #expect(lines.map(\.amountMinorUnits) == [1400, 3200])
        #expect(lines.map(\.fromDay) == ["2026-11-01", "2026-11-15"])
        #expect(lines.map(\.untilDay) == ["2026-11-14", "2026-11-30"])
    }

    @Test func `a day belongs to one package, however often it is changed on it`() throws {
        let november = try #require(november)
        let noon = november.begin(ofDay: 9).adding(milliseconds: 43_200_000)
        var facts = MonthFacts(days: november)
        facts.charges = [
            package(3000, from: november.begin, until: noon),
            package(9000, from: noon, until: noon.adding(milliseconds: 1000)),
            package(3000, from: noon.adding(milliseconds: 1000)),
        ]
        let lines = facts.lines(in: "EUR")
        #expect(lines.map(\.days) == [9, 21])
        #expect(lines.map(\.amountMinorUnits).reduce(0, +) == 3000)
    }

    @Test func `whole days of a suspension cost nothing, and the day on which it begins does`()
        throws
    {
        let november = try #require(november)
        var facts = MonthFacts(days: november)
        facts.charges = [package(3000, from: november.begin)]
        facts.suspensions = [
            Suspension(
                from: november.begin(ofDay: 4).adding(milliseconds: 1),
                until: november.end(ofDay: 8).adding(milliseconds: 1)
            )
        ]
        let line = try #require(facts.lines(in: "EUR").first)
        #expect(line.days == 26 && line.amountMinorUnits == 2600)
        facts.suspensions = [Suspension(from: november.begin.adding(milliseconds: -1))]
        #expect(facts.lines(in: "EUR").isEmpty)
    }

    @Test func `operators count by the most of the month, and the same bought twice is one line`()
        throws
    {
        let november = try #require(november)
        let once = once(november.begin(ofDay: 3))
        var facts = MonthFacts(days: november)
        facts.charges = [package(3000, from: november.begin), once, once]
        facts.operators = 3
        facts.operatorPrice = Price(minorUnits: 700, currency: "EUR", period: .month)
        let lines = facts.lines(in: "EUR")
        #expect(lines.map(\.kind) == [.package, .impressions, .operators])
        #expect(lines.map(\.quantity) == [1, 2, 3])
        #expect(lines.map(\.amountMinorUnits) == [3000, 1000, 2100])
        #expect(facts.lines(in: "USD").isEmpty && facts.currencies == ["EUR"])
        // The tenant has another currency since; the package is still in the old one.
        facts.operatorPrice = Price(minorUnits: 900, currency: "USD", period: .month)
        #expect(facts.currencies == ["EUR", "USD"])
        #expect(facts.lines(in: "EUR").map(\.kind) == [.package, .impressions])
        #expect(facts.lines(in: "USD").map(\.amountMinorUnits) == [2700])
    }

    @Test(arguments: ["Pacific/Kiritimati", "Etc/GMT+12"])
    func `what is paid once is charged once, wherever the tenant's zone moves`(zone: String) throws
    {
        let month = BillingMonth(year: 2026, month: 11)
        let november = try #require(MonthDays(month, in: .bills(in: "UTC")))
        let december = try #require(MonthDays(month.next, in: .bills(in: zone)))
        var first = MonthFacts(days: november)
        var second = MonthFacts(days: december, billedUntil: november.end)
        for hours in -16...16 as ClosedRange<Int64> {
            let at = november.end.adding(milliseconds: hours * 3_600_000)
            first.charges = [once(at)]
            second.charges = [once(at)]
            let lines = first.lines(in: "EUR") + second.lines(in: "EUR")
            #expect(lines.map(\.amountMinorUnits) == [500], "\(hours) hours")
        }
    }

    private func once(_ at: Instant) -> Charge {
        Charge(
            kind: .impressions,
            name: "1000 impressions",
            priceMinor: 500,
            currency: "EUR",
            period: .once,
            fromAt: at,
            untilAt: at
        )
    }
}

extension BillingMonth {
    fileprivate var isLeapFebruary: Bool { month == 2 && year % 4 == 0 }
}
