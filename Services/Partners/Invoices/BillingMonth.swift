import FoundationEssentials
import FoundationInternationalization
import OctopusContract

/// A calendar month, as invoices name it: `2026-11`.
struct BillingMonth: Hashable, Sendable {
    let year: Int
    let month: Int

    init(year: Int, month: Int) {
        (self.year, self.month) = (year, month)
    }

    init?(_ text: String) {
        let parts = text.split(separator: "-").compactMap { Int($0) }
        guard parts.count == 2, (1...12).contains(parts[1]), parts[0] > 0 else { return nil }
        self.init(year: parts[0], month: parts[1])
    }

    /// The month that an instant is in.
    init(of instant: Instant, in calendar: Calendar) {
        let parts = calendar.dateComponents([.year, .month], from: Date(instant))
        self.init(year: parts.year ?? 1970, month: parts.month ?? 1)
    }

    var text: String { "\(padded(year, to: 4))-\(padded(month, to: 2))" }

    var next: BillingMonth {
        month == 12
            ? BillingMonth(year: year + 1, month: 1) : BillingMonth(year: year, month: month + 1)
    }

    /// As `2026-11-01`; the first day is 0.
    func text(ofDay day: Int) -> String { "\(text)-\(padded(day + 1, to: 2))" }

    private func padded(_ number: Int, to width: Int) -> String {
        let digits = "\(number)"
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

/// When the days of a month begin in a time zone; some have 23 or 25 hours.
struct MonthDays: Sendable {
    let month: BillingMonth
    /// One more than there are days: the last one is the next month's first.
    private let begins: [Instant]

    init?(_ month: BillingMonth, in calendar: Calendar) {
        let parts = DateComponents(year: month.year, month: month.month, day: 1)
        guard let first = calendar.date(from: parts),
            let length = calendar.range(of: .day, in: .month, for: first)?.count
        else { return nil }
        self.month = month
        begins = (0...length).compactMap { day in
            calendar.date(byAdding: .day, value: day, to: first)
                .map { Instant(calendar.startOfDay(for: $0)) }
        }
        guard begins.count == length + 1 else { return nil }
    }

    var count: Int { begins.count - 1 }
    var begin: Instant { begins[0] }
    var end: Instant { begins[count] }

    func begin(ofDay day: Int) -> Instant { begins[day] }
    func end(ofDay day: Int) -> Instant { begins[day + 1] }

    /// The day that an instant is in; nil if it is in another month.
    func day(of instant: Instant) -> Int? {
        guard instant >= begin, instant < end else { return nil }
        return begins.lastIndex { $0 <= instant }
    }
}

extension Calendar {
    /// The calendar of a tenant's months; a zone that this machine does not know is taken as UTC.
    static func bills(in timeZone: String) -> Calendar {
        known(in: timeZone) ?? gregorian(.gmt)
    }

    /// The calendar of what is never changed again; nil for a zone that this machine does not know.
    static func known(in timeZone: String) -> Calendar? {
        TimeZone(identifier: timeZone).map(gregorian)
    }

    private static func gregorian(_ timeZone: TimeZone) -> Calendar {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = timeZone
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
