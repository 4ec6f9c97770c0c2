import Contract
import FoundationEssentials
import FoundationInternationalization
import Synchronization

/// Turns a span of the calendar into the moment at which something expires.
///
/// Days are whole days of the tenant's time zone: what is earned at any time of a day can be used
/// until the end of the day that is so many months or days later. A month that has no such day
/// gives its last one: January 31 and one month is the end of February.
final class ExpiryCalendar: Sendable {
    /// Making a calendar costs more than reckoning with it.
    private let calendars = Mutex<[String: Calendar]>([:])

    /// When points end that are given now; a zone that this machine does not know is taken as UTC.
    func expiry(of validity: Validity?, from start: Instant, in timeZone: String) -> Instant? {
        guard let validity else { return nil }
        return expiry(
            months: validity.months ?? 0,
            days: validity.days ?? 0,
            from: start,
            in: timeZone
        )
    }

    func expiry(days: Int64?, from start: Instant, in timeZone: String) -> Instant? {
        days.flatMap { expiry(months: 0, days: $0, from: start, in: timeZone) }
    }

    private func expiry(
        months: Int64,
        days: Int64,
        from start: Instant,
        in timeZone: String
    ) -> Instant? {
        let calendar = calendar(in: timeZone)
        let today = calendar.startOfDay(for: Date(start))
        guard
            let last = calendar.date(
                byAdding: DateComponents(month: Int(months), day: Int(days)),
                to: today
            ),
            let end = calendar.date(byAdding: .day, value: 1, to: last)
        else { return nil }
        return Instant(calendar.startOfDay(for: end))
    }

    private func calendar(in timeZone: String) -> Calendar {
        calendars.withLock { calendars in
            if let known = calendars[timeZone] { return known }
            var calendar = Calendar(identifier: .gregorian)
            calendar.timeZone = TimeZone(identifier: timeZone) ?? .gmt
            calendars[timeZone] = calendar
            return calendar
        }
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
