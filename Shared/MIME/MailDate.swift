/// A moment as RFC 5322 writes it, in UTC: `Sun, 1 Mar 2026 08:00:00 +0000`.
enum MailDate {
    private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    static func text(of milliseconds: Int64) -> String {
        let seconds = floorDivided(milliseconds, 1000)
        let day = floorDivided(seconds, 86_400)
        let second = seconds - day * 86_400
        let date = civil(day)
        let weekday = days[Int((day % 7 + 7) % 7)]
        let time = [second / 3600, second / 60 % 60, second % 60].map(twoDigits)
        return "\(weekday), \(date.day) \(months[date.month - 1]) \(date.year) "
            + "\(time.joined(separator: ":")) +0000"
    }

    /// The Gregorian date of a day since 1970, by Howard Hinnant's `civil_from_days`.
    private static func civil(_ days: Int64) -> (year: Int64, month: Int, day: Int64) {
        let shifted = days + 719_468
        let era = floorDivided(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        // Counted from March.
        let place = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * place + 2) / 5 + 1
        let month = place < 10 ? place + 3 : place - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), Int(month), day)
    }

    private static func floorDivided(_ number: Int64, _ divisor: Int64) -> Int64 {
        number / divisor - (number % divisor < 0 ? 1 : 0)
    }

    private static func twoDigits(_ number: Int64) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }
}
