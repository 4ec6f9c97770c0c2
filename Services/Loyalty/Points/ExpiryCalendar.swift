import OctopusLoyaltyContract
import FoundationEssentials
import FoundationInternationalization
import OctopusServiceKit
import Synchronization

/// Turns a span of the calendar into the moment at which something expires.
///
/// Days are whole days of the tenant's time zone: what is earned at any time of a day can be used
/// until the end of the day that is so many months or days later. A month that has no such day
/// gives its last one: January 31 and one month is the end of February.
final class ExpiryCalendar: Sendable {
    /// A span as it is counted in one zone.
    fileprivate struct Rule: Hashable {
        let timeZone: String
        var months: Int64 = 0
        var days: Int64 = 0
        /// The last day, counted from 1970.
        var until: Int64?
    }

    /// What a rule says for everything that is earned on one day.
    fileprivate struct Answer {
        let day: Int64
        let dayBegins: Instant
        let dayEnds: Instant
        let expiresAt: Instant
    }

    /// A period as it is counted in one zone.
    fileprivate struct PeriodRule: Hashable {
        let timeZone: String
        let period: CouponPeriod
    }

    fileprivate struct State {
        var calendars: [String: Calendar] = [:]
        var answers: [Rule: Answer] = [:]
        var periods: [PeriodRule: Range<Instant>] = [:]
    }

    /// Reckoning takes about 12 µs, on the writer's thread; a till asks the same all day long.
    private static let mostAnswers = 1000

    private let state = Mutex(State())

    /// When points end that are given now; a zone that this machine does not know is taken as UTC.
    func expiry(of validity: Validity?, from start: Instant, in timeZone: String) -> Instant? {
        guard let validity else { return nil }
        let rule = Rule(
            timeZone: timeZone,
            months: validity.months ?? 0,
            days: validity.days ?? 0,
            until: validity.until.flatMap { CivilDate($0)?.dayNumber }
        )
        return expiry(rule, from: start)
    }

    func expiry(days: Int64?, from start: Instant, in timeZone: String) -> Instant? {
        days.flatMap { expiry(Rule(timeZone: timeZone, days: $0), from: start) }
    }

    /// The day on which a moment is.
    func day(of moment: Instant, in timeZone: String) -> TenantDay {
        let rule = Rule(timeZone: timeZone)
        guard let answer = answer(rule, from: moment) else {
            let end = Instant(milliseconds: (moment.utcDay + 1) * 86_400_000)
            return TenantDay(number: moment.utcDay, endsAt: end)
        }
        return TenantDay(number: answer.day, endsAt: answer.dayEnds)
    }

    /// When a day begins, counted from 1970.
    static func start(of day: Int64, in timeZone: String) -> Instant {
        let calendar = ReportCalendar(timeZone) ?? .utc
        return Instant(milliseconds: calendar.start(of: day) * 1000)
    }

    /// The day, the week or the month in which a moment is: from its first midnight to the next one's.
    func period(
        _ period: CouponPeriod,
        around now: Instant,
        in timeZone: String
    ) -> Range<Instant> {
        state.withLock { state in
            let rule = PeriodRule(timeZone: timeZone, period: period)
            if let known = state.periods[rule], known.contains(now) { return known }
            let answer = state.period(rule, around: now)
            if state.periods.count >= Self.mostAnswers { state.periods = [:] }
            state.periods[rule] = answer
            return answer
        }
    }

    private func expiry(_ rule: Rule, from start: Instant) -> Instant? {
        answer(rule, from: start)?.expiresAt
    }

    private func answer(_ rule: Rule, from start: Instant) -> Answer? {
        state.withLock { state in
            if let known = state.answers[rule], known.dayBegins <= start, start < known.dayEnds {
                return known
            }
            guard let answer = state.answer(rule, from: start) else { return nil }
            if state.answers.count >= Self.mostAnswers { state.answers = [:] }
            state.answers[rule] = answer
            return answer
        }
    }
}

/// A day of a tenant's calendar.
struct TenantDay: Hashable {
    /// Counted from 1970.
    let number: Int64
    let endsAt: Instant
}

/// Of which points it is told now that they expire soon.
struct NoticeWindow: Hashable {
    /// Of those that expire before.
    let until: Instant
    /// When it is told of those of the next day.
    let nextAt: Instant
}

extension ExpiryCalendar {
    /// Notices of a day are told from then on after its beginning, so that nobody is woken by night.
    private static let morning: TimeInterval = 9 * 3600

    /// Of which points it is told so many days before their last day is over.
    ///
    /// - Parameters:
    ///   - days: On how many days they can still be used, the first among them.
    ///   - now: The moment.
    ///   - timeZone: The tenant's.
    /// - Returns: What it is told of by now, if it was not told before.
    func notices(days: Int64, at now: Instant, in timeZone: String) -> NoticeWindow {
        state.withLock { state in
            let calendar = state.calendar(in: timeZone)
            let today = Date(now).addingTimeInterval(-Self.morning)
            let tomorrow = calendar.day(1, after: today)
            return NoticeWindow(
                until: Instant(calendar.day(days + 1, after: today)),
                nextAt: Instant(tomorrow.addingTimeInterval(Self.morning))
            )
        }
    }

    /// The last day on which points can be used, and how many days that leaves, today among them.
    func lastDay(
        before expiresAt: Instant,
        at now: Instant,
        in timeZone: String
    ) -> (date: CivilDate, days: Int64) {
        state.withLock { state in
            let calendar = state.calendar(in: timeZone)
            let last = calendar.civilDate(of: Date(expiresAt.adding(milliseconds: -1)))
            let today = calendar.civilDate(of: Date(now))
            return (last, last.dayNumber - today.dayNumber + 1)
        }
    }
}

extension Calendar {
    /// The beginning of the day that is so many days later.
    fileprivate func day(_ days: Int64, after date: Date) -> Date {
        let today = startOfDay(for: date)
        let later = self.date(byAdding: .day, value: Int(days), to: today)
        return startOfDay(for: later ?? today.addingTimeInterval(Double(days) * 86_400))
    }

    fileprivate func civilDate(of date: Date) -> CivilDate {
        let parts = dateComponents([.year, .month, .day], from: date)
        return CivilDate(
            year: Int64(parts.year ?? 1970),
            month: Int64(parts.month ?? 1),
            day: Int64(parts.day ?? 1)
        )
    }
}

extension ExpiryCalendar.State {
    fileprivate mutating func answer(
        _ rule: ExpiryCalendar.Rule,
        from start: Instant
    ) -> ExpiryCalendar.Answer? {
        let calendar = calendar(in: rule.timeZone)
        let today = calendar.startOfDay(for: Date(start))
        let span = DateComponents(month: Int(rule.months), day: Int(rule.days))
        guard let tomorrow = calendar.date(byAdding: .day, value: 1, to: today),
            let last = calendar.date(byAdding: span, to: today),
            let end = calendar.date(byAdding: .day, value: 1, to: last)
        else { return nil }
        return ExpiryCalendar.Answer(
            day: calendar.civilDate(of: today).dayNumber,
            dayBegins: Instant(today),
            dayEnds: Instant(calendar.startOfDay(for: tomorrow)),
            expiresAt: rule.until.map { ExpiryCalendar.start(of: $0 + 1, in: rule.timeZone) }
                ?? Instant(calendar.startOfDay(for: end))
        )
    }

    fileprivate mutating func period(
        _ rule: ExpiryCalendar.PeriodRule,
        around now: Instant
    ) -> Range<Instant> {
        let calendar = calendar(in: rule.timeZone)
        let today = calendar.startOfDay(for: Date(now))
        let (daysBefore, span) =
            switch rule.period {
            case .day: (0, DateComponents(day: 1))
            // Sunday is the first of the calendar's weekdays, and the last of ours.
            case .week:
                ((calendar.component(.weekday, from: today) + 5) % 7, DateComponents(day: 7))
            case .month: (calendar.component(.day, from: today) - 1, DateComponents(month: 1))
            }
        guard let first = calendar.date(byAdding: .day, value: -daysBefore, to: today),
            let next = calendar.date(byAdding: span, to: first)
        else { return Instant(today)..<Instant.never }
        return Instant(calendar.startOfDay(for: first))..<Instant(calendar.startOfDay(for: next))
    }

    fileprivate mutating func calendar(in timeZone: String) -> Calendar {
        if let known = calendars[timeZone] { return known }
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone(identifier: timeZone) ?? .gmt
        calendars[timeZone] = calendar
        return calendar
    }
}

extension Date {
    fileprivate init(_ instant: Instant) {
        self.init(timeIntervalSince1970: Double(instant.milliseconds) / 1000)
    }
}

extension Instant {
    fileprivate init(_ date: Date) {
        self.init(milliseconds: Int64((date.timeIntervalSince1970 * 1000).rounded()))
    }
}
