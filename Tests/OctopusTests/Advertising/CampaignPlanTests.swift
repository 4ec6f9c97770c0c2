import ArgumentParser
import OctopusClient
import Testing

@testable import OctopusCommandLine

struct CampaignPlanTests {
    private let now = Instant(milliseconds: 1_000)

    private func plan(_ arguments: String...) throws -> CampaignPlan {
        try CampaignPlanOptions.parse(arguments).plan(at: now)
    }

    @Test func `a plan begins now, and lasts so many days`() throws {
        let plan = try plan("--impressions", "500", "--days", "2", "--most-a-day", "300")
        #expect(plan.impressions == 500 && plan.dailyImpressions == 300)
        #expect(plan.startsAt == now && plan.endsAt.milliseconds == 1_000 + 2 * 86_400_000)
        #expect(plan.blockedHours == nil)
    }

    @Test func `days are counted from where it begins`() throws {
        let plan = try plan(
            "--impressions",
            "1",
            "--starts-at",
            "1970-01-02T00:00:00Z",
            "--days",
            "1"
        )
        #expect(plan.endsAt.milliseconds == 2 * 86_400_000)
    }

    @Test(arguments: [
        [], ["--days", "1"], ["--impressions", "1"], ["--impressions", "1", "--days", "732"],
        ["--impressions", "1", "--days", "1", "--ends-at", "2026-12-31T00:00:00Z"],
        ["--impressions", "1", "--ends-at", "2026-12-31"],
    ])
    func `a plan without an end, or with two, is refused`(arguments: [String]) throws {
        let options = try CampaignPlanOptions.parse(arguments)
        let failure = #expect(throws: Failure.self) { try options.plan(at: now) }
        #expect(failure?.status == .usage)
    }

    @Test func `what is not given of a plan is as it was`() throws {
        let old = try plan(
            "--impressions",
            "500",
            "--days",
            "2",
            "--most-a-day",
            "300",
            "--blocked",
            "daily=0-6"
        )
        func edited(_ arguments: String...) throws -> CampaignPlan {
            try CampaignPlanOptions.parse(arguments).plan(
                at: now.adding(milliseconds: 1),
                over: old
            )
        }
        let more = try edited("--impressions", "900")
        #expect(more.impressions == 900 && more.dailyImpressions == 300)
        #expect(more.startsAt == old.startsAt && more.endsAt == old.endsAt)
        #expect(more.blockedHours?.count == 7)
        let longer = try edited("--days", "3")
        #expect(longer.endsAt == old.startsAt.adding(milliseconds: 3 * 86_400_000))
    }

    @Test func `a part of a campaign is taken away, and the rest stays`() {
        let terms = CampaignTerms(
            name: "May",
            adIds: [],
            impressions: 1,
            startsAt: now,
            endsAt: now.adding(milliseconds: 1),
            cap: CampaignCap(most: 3, period: .day),
            priority: 7
        )
        let less = terms.without([.cap, .weight])
        #expect(less.cap == nil && less.priority == 7 && less.impressions == 1)
    }

    @Test func `hours are of a day of the week, or of each`() throws {
        let monday = try #require(BlockedArgument(argument: "monday=22-24"))
        #expect(monday.hours == [WeeklyHours(day: .monday, fromMinute: 1320, toMinute: 1440)])
        let daily = try #require(BlockedArgument(argument: "daily=0-6"))
        #expect(daily.hours.map(\.day) == Weekday.allCases)
        #expect(daily.hours.allSatisfy { $0.fromMinute == 0 && $0.toMinute == 360 })
    }

    @Test(arguments: ["monday", "mon=1-2", "monday=2-2", "monday=0-25", "monday=-1-2", "=1-2"])
    func `what is no hours of a week is refused`(argument: String) {
        #expect(BlockedArgument(argument: argument) == nil)
    }

    @Test func `a cap is a number in a period`() {
        #expect(CapArgument(argument: "3/day")?.cap == CampaignCap(most: 3, period: .day))
        for argument in ["3", "day/3", "0/day", "3/year", "3/day/day"] {
            #expect(CapArgument(argument: argument) == nil)
        }
    }
}
