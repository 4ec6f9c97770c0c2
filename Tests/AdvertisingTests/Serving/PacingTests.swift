import OctopusContract
import OctopusServiceKit
import Testing

@testable import OctopusAdvertising

@Suite struct PacingTests {
    private static let minute: Int64 = 60_000
    private static let hour: Int64 = 3_600_000

    /// A campaign on a virtual clock, asked as often as a seeded traffic says.
    private struct Run {
        var zone: ZonePeriods
        let time: OpenTime
        let total: Int64
        var pacing: Pacing
        var served: Int64 = 0
        /// How far it was from the even line at most, in impressions.
        var deviation = 0.0

        init(
            _ range: Range<Int64>,
            total: Int64,
            zone: String = "Europe/Ljubljana",
            blocked: BlockedHours = .none,
            phase: Int64 = 0
        ) throws {
            var periods = try #require(ZonePeriods(zone))
            time = OpenTime(range, without: blocked, in: &periods)
            (self.zone, self.total) = (periods, total)
            pacing = Pacing(.even, phase: phase)
        }

        mutating func ask(_ times: Int, at now: Int64) {
            for _ in 0..<times
            where served < total && time.span(atOrAfter: now)?.contains(now) == true {
                if pacing.allows(at: now, of: Pacing.Rest(total: total - served), in: time) {
                    pacing.serve()
                    served += 1
                }
            }
        }

        mutating func compare(at now: Int64) {
            let even = Double(total) * Double(time.open(before: now)) / Double(time.total)
            deviation = max(deviation, abs(Double(served) - even))
        }
    }

    /// From two a minute at night to some sixty in the evening, and bursts of ten times that.
    private func traffic(_ now: Int64, _ random: inout SeededGenerator) -> Int {
        let hour = now / Self.hour % 24
        let usual = [
            2, 2, 2, 2, 2, 3, 5, 8, 12, 15, 18, 20, 22, 20, 18, 18, 20, 30, 45, 60, 55, 30, 12, 4,
        ]
        let some = Int.random(in: usual[Int(hour)] / 2...usual[Int(hour)] * 3 / 2, using: &random)
        return Int.random(in: 0..<50, using: &random) == 0 ? some * 10 : max(some, 1)
    }

    @Test func `terms that are told again bring no other minute's impressions`() {
        var town = Town()
        let terms = town.terms(1440) { $0.pacing = .even }
        for minute in 1...3 {
            var served = 0
            for _ in 0..<100 {
                town.run(terms)
                if town.serve() != nil { served += 1 }
            }
            #expect(served == 1, "in minute \(minute)")
            town.wait(Self.minute)
        }
    }

    @Test(arguments: [1, 2, 3, 4, 5] as [UInt64], [600, 5_000, 9_000] as [Int64])
    func `skewed traffic is served evenly, to the last and no more`(
        seed: UInt64,
        total: Int64
    ) throws {
        var random = SeededGenerator(seed: seed)
        let begins = instant("2026-03-02T00:00:00")
        var run = try Run(
            begins..<begins + 7 * 24 * Self.hour,
            total: total,
            phase: Int64(seed) * 7919
        )
        for now in stride(from: begins, to: run.time.end, by: Int(Self.minute)) {
            let asked = traffic(now, &random)
            run.ask(asked, at: now + 59_999 - Int64.random(in: 0..<30_000, using: &random))
            run.compare(at: now + Self.minute)
            #expect(run.served <= total)
        }
        #expect(run.deviation <= 0.05 * Double(total))
        run.ask(100, at: run.time.end - 1)
        #expect(run.served == total)
    }

    @Test func `after a pause the rest is spread over what remains`() throws {
        let begins = instant("2026-03-02T00:00:00")
        var run = try Run(begins..<begins + 10 * Self.hour, total: 6_000)
        var served: [Int64] = []
        for minute in 0..<600 as Range<Int64> {
            // Nothing is asked from the second hour to the fifth.
            if !(60..<300).contains(minute) { run.ask(100, at: begins + minute * Self.minute) }
            if minute % 60 == 59 { served.append(run.served) }
        }
        #expect(served[0] == 600)
        #expect(served[4] == 600)
        // 5,400 in five hours: 1,080 an hour, and ten minutes of the pause at once.
        for hour in 5..<10 { #expect(abs(served[hour] - served[hour - 1] - 1080) <= 140) }
        #expect(run.served == 6_000)
    }

    @Test func `a campaign of few impressions has them at even distances`() throws {
        let begins = instant("2026-03-02T00:00:00")
        var run = try Run(begins..<begins + 24 * Self.hour, total: 24)
        var moments: [Int64] = []
        for minute in 0..<24 * 60 as Range<Int64> {
            let before = run.served
            run.ask(5, at: begins + minute * Self.minute)
            if run.served > before { moments.append(minute) }
        }
        #expect(run.served == 24)
        let gaps = zip(moments, moments.dropFirst()).map { $1 - $0 }
        #expect(gaps.allSatisfy { (58...62).contains($0) })
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `an end user every few minutes is enough`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let begins = instant("2026-03-02T00:00:00")
        var run = try Run(begins..<begins + 72 * Self.hour, total: 360, phase: 39_595)
        var now = begins
        while now < run.time.end {
            run.ask(1, at: now)
            now += Int64.random(in: 1_000..<9 * Self.minute, using: &random)
            run.compare(at: min(now, run.time.end))
        }
        #expect(run.deviation <= 18)
        run.ask(5, at: run.time.end - 1)
        #expect(run.served == 360)
    }

    @Test func `the last slot lets go of the rest`() throws {
        let begins = instant("2026-03-02T00:00:00")
        var run = try Run(begins..<begins + Self.hour, total: 500)
        run.ask(1000, at: begins + 58 * Self.minute)
        #expect(run.served == 250)
        run.ask(1000, at: begins + 59 * Self.minute + 59_999)
        #expect(run.served == 500)
    }

    @Test(
        arguments: [
            ("2026-03-28T23:00:00", 23), ("2026-10-24T22:00:00", 25), ("2026-06-01T22:00:00", 24),
        ] as [(String, Int64)]
    )
    func `a day on which clocks change is paced by its own length`(
        _ start: String,
        hours: Int64
    ) throws {
        var zone = try #require(ZonePeriods("Europe/Ljubljana"))
        let begins = instant(start)
        let day = zone.span(of: .day, at: begins)
        #expect(day == begins..<begins + hours * Self.hour)
        var run = try Run(day, total: hours * 100)
        for hour in 0..<hours {
            for minute in 0..<60 as Range<Int64> {
                run.ask(50, at: begins + hour * Self.hour + minute * Self.minute)
            }
            #expect(abs(run.served - (hour + 1) * 100) <= 1)
        }
        #expect(run.served == hours * 100)
    }

    @Test func `blocked hours are left out, and the others take their part`() throws {
        let begins = instant("2026-03-02T23:00:00")
        // Midnight to six, and noon, by the clocks of Ljubljana.
        let blocked = BlockedHours(daily: [0, 1, 2, 3, 4, 5, 12])
        var run = try Run(begins..<begins + 48 * Self.hour, total: 3_400, blocked: blocked)
        #expect(run.time.total == 34 * Self.hour)
        for minute in 0..<48 * 60 as Range<Int64> {
            let before = run.served
            run.ask(50, at: begins + minute * Self.minute)
            let hour = Int(minute / 60 % 24)
            if hour < 6 || hour == 12 { #expect(run.served == before) }
            run.compare(at: begins + (minute + 1) * Self.minute)
        }
        #expect(run.deviation <= 4)
        #expect(run.served == 3_400)
    }

    @Test func `a daily limit is spread over the tenant's day and never passed`() {
        var town = Town(life: 1_000)
        town.now = .init(milliseconds: instant("2026-03-28T23:00:00"))
        let terms = town.terms(1_000, hours: 71) {
            $0.pacing = .even
            $0.dailyLimit = 230
        }
        town.run(terms)
        var days: [Int64] = []
        // Three days of Ljubljana, the first of 23 hours.
        for minute in 0..<71 * 60 as Range<Int64> {
            for _ in 0..<5 { town.serve() }
            if minute == 11 * 60 + 30 {
                #expect((113...117).contains(town.state.budget(of: terms.id)?.counted ?? 0))
            }
            town.wait(Self.minute)
            if [23, 47, 71].map({ $0 * 60 }).contains(minute + 1) {
                days.append(town.state.budget(of: terms.id)?.counted ?? 0)
            }
        }
        #expect(days == [230, 460, 690])
    }
}
