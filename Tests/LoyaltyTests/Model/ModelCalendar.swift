import FoundationEssentials
import FoundationInternationalization
import OctopusLoyaltyContract

/// When points and coupons end, reckoned apart from the service: from the numbers of a date.
enum ModelCalendar {
    /// The moment at which the day after the last day of a span begins.
    static func end(months: Int, days: Int, from start: Instant, in zone: String) -> Instant {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone(identifier: zone) ?? .gmt
        let date = Date(timeIntervalSince1970: Double(start.milliseconds) / 1000)
        let today = calendar.dateComponents([.year, .month, .day], from: date)
        var (year, month, day) = (today.year ?? 0, today.month ?? 0, today.day ?? 0)
        for _ in 0..<months {
            month += 1
            if month > 12 { (year, month) = (year + 1, 1) }
        }
        day = min(day, length(of: month, year))
        for _ in 0..<(days + 1) {
            day += 1
            if day > length(of: month, year) { (month, day) = (month + 1, 1) }
            if month > 12 { (year, month) = (year + 1, 1) }
        }
        let end = calendar.date(from: DateComponents(year: year, month: month, day: day))
        return Instant(milliseconds: Int64((end ?? date).timeIntervalSince1970 * 1000))
    }

    private static func length(of month: Int, _ year: Int) -> Int {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        switch month {
        case 2: return isLeap ? 29 : 28
        case 4, 6, 9, 11: return 30
        default: return 31
        }
    }
}
