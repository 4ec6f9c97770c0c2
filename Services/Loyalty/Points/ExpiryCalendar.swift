import OctopusLoyaltyContract
import FoundationEssentials
import FoundationInternationalization
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
        let months: Int64
        let days: Int64
    }

    /// What a rule says for everything that is earned on one day.
    fileprivate struct Answer {
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
        let (months, days) = (validity.months ?? 0, validity.days ?? 0)
        return expiry(Rule(timeZone: timeZone, months: months, days: days), from: start)
    }

    func expiry(days: Int64?, from start: Instant, in timeZone: String) -> Instant? {
        days.flatMap { expiry(Rule(timeZone: timeZone, months: 0, days: $0), from: start) }
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
        state.withLock { state in
            if let known = state.answers[rule], known.dayBegins <= start, start < known.dayEnds {
                return known.expiresAt
            }
            guard let answer = state.answer(rule, from: start) else { return nil }
            if state.answers.count >= Self.mostAnswers { state.answers = [:] }
            state.answers[rule] = answer
            return answer.expiresAt
        }
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
            dayBegins: Instant(today),
            dayEnds: Instant(calendar.startOfDay(for: tomorrow)),
            expiresAt: Instant(calendar.startOfDay(for: end))
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

    private mutating func calendar(in timeZone: String) -> Calendar {
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
