package import OctopusContract

/// A date of the Gregorian calendar, whatever the zone.
package struct CivilDate: Sendable, Hashable {
    package let year: Int64
    package let month: Int64
    package let day: Int64

    /// The date of a day counted from 1970 (Hinnant's `civil_from_days`).
    package init(day number: Int64) {
        let (era, day) = (number + 719_468).flooredQuotient(by: 146_097)
        let yearOfEra = (day - day / 1460 + day / 36_524 - day / 146_096) / 365
        let dayOfYear = day - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        month = shifted < 10 ? shifted + 3 : shifted - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        self.day = dayOfYear - (153 * shifted + 2) / 5 + 1
    }

    /// Reads `2026-03-29`; nil for anything else, and for a day that no month has.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        let isDigit = bytes.map { (0x30...0x39).contains($0) }
        guard bytes.count == 10, bytes[4] == 0x2D, bytes[7] == 0x2D,
            isDigit.enumerated().allSatisfy({ $0.element || $0.offset == 4 || $0.offset == 7 })
        else { return nil }
        func number(_ range: Range<Int>) -> Int64 {
            bytes[range].reduce(0) { 10 * $0 + Int64($1 - 0x30) }
        }
        self.init(year: number(0..<4), month: number(5..<7), day: number(8..<10))
        guard CivilDate(day: dayNumber) == self else { return nil }
    }

    package init(year: Int64, month: Int64, day: Int64) {
        (self.year, self.month, self.day) = (year, month, day)
    }

    /// Days since 1970 (Hinnant's `days_from_civil`).
    package var dayNumber: Int64 {
        let year = month <= 2 ? year - 1 : year
        let (era, yearOfEra) = year.flooredQuotient(by: 400)
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
            - 719_468
    }

    /// As `2026-03-29`.
    package var text: String {
        "\(Self.padded(year, 4))-\(Self.padded(month, 2))-\(Self.padded(day, 2))"
    }

    /// A number with zeros before it.
    static func padded(_ number: Int64, _ digits: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}

extension Instant {
    /// The day in UTC, counted from 1970.
    package var utcDay: Int64 { milliseconds.flooredQuotient(by: 86_400_000).quotient }
}

extension Int64 {
    /// The quotient that is not greater, and a rest that is never negative.
    func flooredQuotient(by divisor: Int64) -> (quotient: Int64, rest: Int64) {
        let (quotient, rest) = quotientAndRemainder(dividingBy: divisor)
        return rest < 0 ? (quotient - 1, rest + divisor) : (quotient, rest)
    }
}
