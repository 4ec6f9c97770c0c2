package import OctopusContract
import FoundationEssentials
// With Essentials alone no zone but UTC is known.
import FoundationInternationalization

/// The days of a zone as stretches of UTC.
///
/// A day begins at the first moment at which the zone's clocks show midnight or later: where they skip it,
/// as São Paulo's did, at the moment of the change. A day that a zone never had, as Apia's 30 December 2011,
/// is none. Seconds are counted from 1970.
package struct ReportCalendar: Sendable {
    /// A stretch of a report.
    package struct Step: Sendable, Hashable {
        package let begins: Int64
        package let ends: Int64
        /// What the zone's clocks show when it begins.
        package let label: String
    }

    /// What rollups are kept by: the offsets of all zones since 2000 are whole quarters of an hour.
    package static let slotSeconds: Int64 = 900

    private let zone: TimeZone

    private init(zone: TimeZone) { self.zone = zone }

    /// Without a change of clocks.
    package static let utc = ReportCalendar(zone: .gmt)

    /// Nil for a zone that this machine does not know.
    package init?(_ identifier: String) {
        guard let zone = TimeZone(identifier: identifier) else { return nil }
        self.zone = zone
    }

    /// By how many seconds the zone's clocks are ahead.
    package func offset(at second: Int64) -> Int64 {
        Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(second))))
    }

    /// The day of the zone's clocks, counted from 1970.
    package func day(at now: Instant) -> Int64 {
        let second = now.milliseconds.flooredQuotient(by: 1000).quotient
        var day = (second + offset(at: second)).flooredQuotient(by: 86_400).quotient
        // Where clocks go back over midnight, the day has begun although they show the one before again.
        while start(of: day + 1) <= second { day += 1 }
        return day
    }

    /// When a day, counted from 1970, begins.
    package func start(of day: Int64) -> Int64 { first(showing: day * 86_400) }

    /// The first moment at which the zone's clocks show a time or, where they skip it, a later one.
    ///
    /// - Parameter time: In seconds from 1970, as if the zone were UTC.
    /// - Returns: The moment.
    package func first(showing time: Int64) -> Int64 {
        // No zone is further from UTC than 14 hours, so one of these holds before that time and the
        // other after it.
        let around = 36 * 3600 as Int64
        let candidates = [
            time - offset(at: time - around), time - offset(at: time + around),
        ].sorted()
        for second in candidates where second + offset(at: second) == time { return second }
        // The clocks skip it, between the two.
        var (before, after) = (candidates[0] - 1, candidates[1])
        while after - before > 1 {
            let middle = before + (after - before) / 2
            if middle + offset(at: middle) < time { before = middle } else { after = middle }
        }
        return after
    }

    /// The steps of a report over days, without a gap, the last cut where the days end.
    package func steps(_ days: Range<Int64>, by step: ReportStep) -> [Step] {
        switch step {
        case .hour: return hours(start(of: days.lowerBound)..<start(of: days.upperBound))
        case .day, .week, .month:
            var steps: [Step] = []
            var day = days.lowerBound
            var begins = start(of: day)
            while day < days.upperBound {
                let next = min(Self.day(after: day, by: step), days.upperBound)
                let ends = start(of: next)
                if ends > begins {
                    let label = CivilDate(day: day).text
                    steps.append(Step(begins: begins, ends: ends, label: label))
                }
                (day, begins) = (next, ends)
            }
            return steps
        }
    }

    private static func day(after day: Int64, by step: ReportStep) -> Int64 {
        switch step {
        case .hour, .day: return day + 1
        // 1970 began on a Thursday.
        case .week: return day + 7 - (day + 3).flooredQuotient(by: 7).rest
        case .month:
            let date = CivilDate(day: day)
            let isLast = date.month == 12
            return CivilDate(
                year: isLast ? date.year + 1 : date.year,
                month: isLast ? 1 : date.month + 1,
                day: 1
            ).dayNumber
        }
    }

    /// From one full hour of the zone's clocks to the next.
    private func hours(_ range: Range<Int64>) -> [Step] {
        var steps: [Step] = []
        var begins = range.lowerBound
        while begins < range.upperBound {
            let local = begins + offset(at: begins)
            let ends = min(
                begins + 3600 - local.flooredQuotient(by: 3600).rest,
                range.upperBound
            )
            steps.append(Step(begins: begins, ends: ends, label: Self.hour(local)))
            begins = ends
        }
        return steps
    }

    private static func hour(_ local: Int64) -> String {
        let (day, second) = local.flooredQuotient(by: 86_400)
        let clock = [second / 3600, second / 60 % 60].map { CivilDate.padded($0, 2) }
        return CivilDate(day: day).text + " " + clock.joined(separator: ":")
    }
}
