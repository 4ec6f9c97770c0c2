import FoundationEssentials
import FoundationInternationalization
import OctopusContract
import Testing

@testable import OctopusServiceKit

struct ReportCalendarTests {
    private func steps(
        _ from: String,
        _ until: String,
        _ step: ReportStep,
        _ zone: String
    ) throws -> [ReportCalendar.Step] {
        let calendar = try #require(ReportCalendar(zone))
        let days = try [from, until].map { try #require(CivilDate($0)).dayNumber }
        return calendar.steps(days[0]..<days[1], by: step)
    }

    private func hours(_ steps: [ReportCalendar.Step]) -> [Int64] {
        steps.map { ($0.ends - $0.begins) / 3600 }
    }

    /// Zagreb changes its clocks at 1:00 UTC.
    @Test func `a day has 23 or 25 hours where the clocks change`() throws {
        let spring = try steps("2026-03-28", "2026-03-31", .day, "Europe/Zagreb")
        #expect(hours(spring) == [24, 23, 24])
        #expect(spring[1].begins == 1_774_738_800)
        let autumn = try steps("2026-10-24", "2026-10-27", .day, "Europe/Zagreb")
        #expect(hours(autumn) == [24, 25, 24])
        let labels = try steps("2026-10-25", "2026-10-26", .hour, "Europe/Zagreb").map(\.label)
        #expect(labels.count == 25)
        #expect(labels[1...4].map { $0.suffix(5) } == ["01:00", "02:00", "02:00", "03:00"])
        let short = try steps("2026-03-29", "2026-03-30", .hour, "Europe/Zagreb").map(\.label)
        #expect(short.count == 23)
        #expect(short[1...2].map { $0.suffix(5) } == ["01:00", "03:00"])
    }

    /// It is 5:45 ahead of UTC.
    @Test func `Kathmandu's days begin at a quarter past six in the evening`() throws {
        let day = try steps("2026-01-01", "2026-01-02", .day, "Asia/Kathmandu")[0]
        #expect(day.begins == 1_767_204_900)
        #expect(day.begins % 86_400 == 18 * 3600 + 15 * 60)
        let hours = try steps("2026-01-01", "2026-01-02", .hour, "Asia/Kathmandu")
        #expect(hours.count == 24)
        #expect(Set(hours.map { $0.ends - $0.begins }) == [3600])
        #expect(hours[5].label == "2026-01-01 05:00")
    }

    /// Samoa went from one side of the date line to the other.
    @Test func `a day that Apia never had is no step`() throws {
        let steps = try steps("2011-12-28", "2012-01-02", .day, "Pacific/Apia")
        #expect(steps.map(\.label) == ["2011-12-28", "2011-12-29", "2011-12-31", "2012-01-01"])
        #expect(hours(steps) == [24, 24, 24, 24])
    }

    @Test func `where the clocks skip midnight the day begins at one o'clock`() throws {
        let spring = try steps("2018-11-03", "2018-11-06", .day, "America/Sao_Paulo")
        #expect(hours(spring) == [24, 23, 24])
        let first = try self.steps("2018-11-04", "2018-11-05", .hour, "America/Sao_Paulo")[0]
        #expect(first.label == "2018-11-04 01:00")
        // At midnight they go back to 23:00, so the day before is longer.
        let autumn = try steps("2018-02-17", "2018-02-19", .day, "America/Sao_Paulo")
        #expect(hours(autumn) == [25, 24])
    }

    /// Lord Howe's clocks change by half an hour, at two.
    @Test func `half an hour is a step of its own`() throws {
        let autumn = try steps("2026-04-05", "2026-04-06", .hour, "Australia/Lord_Howe")
        #expect(autumn[1...3].map { $0.label.suffix(5) } == ["01:00", "01:30", "02:00"])
        let seconds = autumn.map { $0.ends - $0.begins }.reduce(0, +)
        #expect(seconds == 88_200)
    }

    @Test func `weeks begin on Monday and are cut where the days end`() throws {
        let weeks = try steps("2026-01-01", "2026-01-21", .week, "Europe/Zagreb")
        #expect(
            weeks.map(\.label) == ["2026-01-01", "2026-01-05", "2026-01-12", "2026-01-19"]
        )
        #expect(hours(weeks) == [96, 168, 168, 48])
    }

    @Test func `months are the calendar's`() throws {
        let months = try steps("2023-12-31", "2024-04-01", .month, "America/New_York")
        #expect(
            months.map(\.label) == ["2023-12-31", "2024-01-01", "2024-02-01", "2024-03-01"]
        )
        #expect(hours(months) == [24, 744, 696, 743])
    }

    @Test func `a zone that nobody knows has no calendar`() {
        for name in ["", "Europe/Atlantis", "+25", "../etc/passwd"] {
            #expect(ReportCalendar(name) == nil, "\(name)")
        }
    }

    /// Otherwise a day of the zone would be no sum of quarters.
    @Test func `in every zone days follow each other without a gap, at quarters of an hour`()
        throws
    {
        for name in TimeZone.knownTimeZoneIdentifiers.sorted() {
            let calendar = try #require(ReportCalendar(name))
            // The years in which most zones changed their clocks, and some their side of the date line.
            for year in [2000, 2006, 2007, 2010, 2011, 2014, 2018, 2026] as [Int64] {
                let first = CivilDate(year: year, month: 1, day: 1).dayNumber
                let steps = calendar.steps(first..<first + 366, by: .day)
                for (step, next) in zip(steps, steps.dropFirst()) {
                    #expect(step.ends == next.begins, "\(name) \(step.label)")
                    let hours = Double(step.ends - step.begins) / 3600
                    #expect((20...28).contains(hours), "\(name) \(step.label) \(hours)")
                }
                #expect(steps.count >= 365, "\(name) \(year)")
                #expect(
                    steps.allSatisfy { $0.begins % ReportCalendar.slotSeconds == 0 },
                    "\(name) \(year)"
                )
            }
        }
    }

    @Test func `a change has no percentage where there was nothing before`() {
        #expect(ReportChange.permille(from: 0, to: 5) == nil)
        #expect(ReportChange.permille(from: 0, to: 0) == nil)
        #expect(ReportChange.permille(from: 8, to: 6) == -250)
        #expect(ReportChange.permille(from: 3, to: 4) == 333)
        #expect(ReportChange.permille(from: 3, to: 0) == -1000)
        #expect(ReportChange.permille(from: 2000, to: 2001) == 1)
        #expect(ReportChange.permille(from: 1, to: .max) == nil)
    }
}
