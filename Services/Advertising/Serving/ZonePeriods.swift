import OctopusContract
import OctopusServiceKit

/// A stretch of time after which counting begins anew.
enum CapPeriod: UInt8, Sendable, Hashable, CaseIterable {
    case hour, day
    /// From Monday on.
    case week
    case month
    /// As long as the campaign.
    case lifetime
}

/// The hours, days, weeks and months of a tenant's zone, as stretches of milliseconds in UTC.
///
/// A day has 23 or 25 hours when the zone's clocks change, and a week and a month what their days have. What was
/// asked last is remembered: thousands of campaigns ask for the same midnight.
struct ZonePeriods: Sendable {
    private let calendar: ReportCalendar
    private var last: [CapPeriod: Range<Int64>] = [:]
    private var moments: [Int64: Int64] = [:]

    /// Hours of eleven years.
    private static let mostMoments = 100_000

    /// Nil for a zone that this machine does not know.
    init?(_ identifier: String) {
        guard let calendar = ReportCalendar(identifier) else { return nil }
        self.calendar = calendar
    }

    /// The period that a moment belongs to.
    mutating func span(of period: CapPeriod, at now: Int64) -> Range<Int64> {
        if let span = last[period], span.contains(now) { return span }
        let span = found(period, at: now)
        last[period] = span
        return span
    }

    /// The day of the zone's clocks, counted from 1970.
    func day(at now: Int64) -> Int64 {
        calendar.day(at: Instant(milliseconds: now))
    }

    /// The first moment at which the zone's clocks show a full hour or, where they skip it, a later time.
    ///
    /// - Parameter hour: Counted from 1970, as if the zone were UTC.
    /// - Returns: In milliseconds.
    mutating func first(showingHour hour: Int64) -> Int64 {
        if let moment = moments[hour] { return moment }
        let moment = calendar.first(showing: hour * 3600) * 1000
        if moments.count >= Self.mostMoments { moments = [:] }
        moments[hour] = moment
        return moment
    }

    private func found(_ period: CapPeriod, at now: Int64) -> Range<Int64> {
        switch period {
        case .hour:
            let second = now.flooredQuotient(by: 1000)
            let local = second + calendar.offset(at: second)
            let begins = second - (local - local.flooredQuotient(by: 3600) * 3600)
            return begins * 1000..<(begins + 3600) * 1000
        case .day:
            let day = day(at: now)
            return days(from: day, to: day + 1)
        case .week:
            // 1970 began on a Thursday.
            let monday = (day(at: now) + 3).flooredQuotient(by: 7) * 7 - 3
            return days(from: monday, to: monday + 7)
        case .month:
            let date = CivilDate(day: day(at: now))
            let isLast = date.month == 12
            let next = CivilDate(
                year: isLast ? date.year + 1 : date.year,
                month: isLast ? 1 : date.month + 1,
                day: 1
            )
            return days(
                from: CivilDate(year: date.year, month: date.month, day: 1).dayNumber,
                to: next.dayNumber
            )
        case .lifetime: return .min ..< .max
        }
    }

    private func days(from first: Int64, to end: Int64) -> Range<Int64> {
        calendar.start(of: first) * 1000..<calendar.start(of: end) * 1000
    }
}

extension Int64 {
    fileprivate func flooredQuotient(by divisor: Int64) -> Int64 {
        let (quotient, rest) = quotientAndRemainder(dividingBy: divisor)
        return rest < 0 ? quotient - 1 : quotient
    }
}
