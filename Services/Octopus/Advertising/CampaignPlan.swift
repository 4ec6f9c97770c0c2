import ArgumentParser
import OctopusClient

/// How many impressions a campaign is for, and when it shows them.
struct CampaignPlan {
    let impressions: Int64
    let startsAt: Instant
    let endsAt: Instant
    let blockedHours: [WeeklyHours]?
    let dailyImpressions: Int64?
}

extension CampaignPlan {
    init(_ terms: CampaignTerms) {
        self.init(
            impressions: terms.impressions,
            startsAt: terms.startsAt,
            endsAt: terms.endsAt,
            blockedHours: terms.blockedHours,
            dailyImpressions: terms.dailyImpressions
        )
    }
}

/// A plan on the command line.
struct CampaignPlanOptions: ParsableArguments {
    @Option(help: ArgumentHelp("How many impressions it is for.", valueName: "number"))
    var impressions: Int64?

    @Option(
        name: .customLong("starts-at"),
        help: ArgumentHelp(
            "When it begins, as 2026-01-31T08:30:00Z; without it at once.",
            valueName: "time"
        )
    )
    var startMoment: String?

    @Option(
        name: .customLong("ends-at"),
        help: ArgumentHelp("When it ends.", valueName: "time")
    )
    var endMoment: String?

    @Option(help: ArgumentHelp("Or for how many times 24 hours it is.", valueName: "number"))
    var days: Int64?

    @Option(name: .customLong("blocked"), help: BlockedArgument.help)
    var blocked: [BlockedArgument] = []

    @Option(help: ArgumentHelp("How many it has on a day at most.", valueName: "number"))
    var mostADay: Int64?

    @Option(
        name: .customLong("placement"),
        help: "Where it is shown, if not everywhere: a placement's id or name; may be given again."
    )
    var placements: [String] = []

    var isEmpty: Bool {
        impressions == nil && startMoment == nil && endMoment == nil && days == nil
            && blocked.isEmpty && mostADay == nil && placements.isEmpty
    }

    /// The plan, of which `old` has what is not given.
    ///
    /// - Throws: `Failure.usage` if something of it is missing or can't be.
    func plan(at now: Instant, over old: CampaignPlan? = nil) throws -> CampaignPlan {
        guard let impressions = impressions ?? old?.impressions else {
            throw Failure(.usage, "say how many impressions it is for: --impressions 1000")
        }
        let given = try InstantText.given(startMoment, as: "--starts-at")
        let startsAt = given ?? old?.startsAt ?? now
        return CampaignPlan(
            impressions: impressions,
            startsAt: startsAt,
            endsAt: try end(after: startsAt, or: old?.endsAt),
            blockedHours: blocked.isEmpty ? old?.blockedHours : blocked.flatMap(\.hours),
            dailyImpressions: mostADay ?? old?.dailyImpressions
        )
    }

    private func end(after start: Instant, or old: Instant?) throws -> Instant {
        switch (try InstantText.given(endMoment, as: "--ends-at"), days, old) {
        case (let moment?, nil, _): return moment
        case (nil, nil, let old?): return old
        case (nil, let days?, _):
            guard (1...731).contains(days) else {
                throw Failure(.usage, "--days is a number from 1 to 731: \(days)")
            }
            return start.adding(milliseconds: days * 86_400_000)
        default:
            throw Failure(.usage, "say when it ends: --ends-at TIME, or --days NUMBER")
        }
    }
}

/// Hours of each week on the command line: `monday=22-24`, or `daily=0-6`.
struct BlockedArgument: ExpressibleByArgument {
    let hours: [WeeklyHours]

    init?(argument: String) {
        let parts = argument.split(separator: "=", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        let days =
            parts[0] == "daily" ? Weekday.allCases : Weekday(rawValue: "\(parts[0])").map { [$0] }
        let bounds = parts[1].split(separator: "-", omittingEmptySubsequences: false)
        guard let days, bounds.count == 2, let first = Int64(bounds[0]), let end = Int64(bounds[1]),
            (0...23).contains(first), (1...24).contains(end), first < end
        else { return nil }
        hours = days.map { WeeklyHours(day: $0, fromMinute: first * 60, toMinute: end * 60) }
    }

    static let help = ArgumentHelp(
        "Hours in which it shows nothing, as monday=22-24 or daily=0-6; may be given again.",
        valueName: "day=hours"
    )
}

/// How often an end user may be shown a campaign, on the command line: `3/day`.
struct CapArgument: ExpressibleByArgument {
    let cap: CampaignCap

    init?(argument: String) {
        let parts = argument.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let most = Int64(parts[0]), most > 0,
            let period = CampaignCapPeriod(rawValue: "\(parts[1])")
        else { return nil }
        cap = CampaignCap(most: most, period: period)
    }

    static let help = ArgumentHelp(
        "How often each end user sees it, as 3/day; also hour, week, month, lifetime.",
        valueName: "number/period"
    )
}
