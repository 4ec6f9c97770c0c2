import OctopusClient

/// Instants as people write them: ISO 8601 with its zone, in UTC when written.
enum InstantText {
    private static let millisecondsADay: Int64 = 86_400_000

    /// Writes `2026-01-31T08:30:00.250Z`; the milliseconds only if there are any.
    ///
    /// - Parameter instant: The moment.
    /// - Returns: Nil outside of the years 0 to 9999, which the format can't say.
    static func text(of instant: Instant) -> String? {
        let (day, rest) = instant.milliseconds.floorDivided(by: millisecondsADay)
        let (year, month, dayOfMonth) = civil(fromDay: day)
        guard (0...9999).contains(year) else { return nil }
        let seconds = rest / 1000
        let date = "\(padded(year, 4))-\(padded(month, 2))-\(padded(dayOfMonth, 2))"
        let time =
            "\(padded(seconds / 3600, 2)):\(padded(seconds / 60 % 60, 2)):\(padded(seconds % 60, 2))"
        let fraction = rest % 1000 == 0 ? "" : ".\(padded(rest % 1000, 3))"
        return "\(date)T\(time)\(fraction)Z"
    }

    /// Reads the same, with any offset from UTC, also as other programs write it: `+0100`, `+01`, a
    /// comma before the fraction, zeros beyond the milliseconds.
    ///
    /// A day alone is refused, and so is a time without an offset: which moment they mean depends on
    /// where. Nothing is rounded.
    static func instant(of text: String) -> Instant? {
        let pattern =
            /([0-9]{4})-([0-9]{2})-([0-9]{2})[Tt ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]{1,12}))?)?\x20?([Zz]|[+\-][0-9]{2}(?::?[0-9]{2})?)/
        guard let match = text.wholeMatch(of: pattern)?.output,
            let year = Int64(match.1), let month = Int64(match.2), let day = Int64(match.3),
            (1...12).contains(month), (1...daysOf(month: month, in: year)).contains(day)
        else { return nil }
        let midnight = days(toYear: year, month: month, day: day) * millisecondsADay
        guard let hour = Int64(match.4), hour < 24, let minute = Int64(match.5), minute < 60,
            let offset = offsetMinutes(match.8)
        else { return nil }
        let second = match.6.flatMap { Int64($0) } ?? 0
        guard second < 60 else { return nil }
        let fraction = (match.7 ?? "") + "000"
        guard let milliseconds = Int64(fraction.prefix(3)),
            fraction.dropFirst(3).allSatisfy({ $0 == "0" })
        else { return nil }
        let minutes = hour * 60 + minute - offset
        return Instant(milliseconds: midnight + minutes * 60_000 + second * 1000 + milliseconds)
    }

    /// What is missing of a text that is nearly an instant, with what to write; nil for other texts.
    static func lack(of text: String) -> String? {
        if text.contains(/:[0-9]{2}[.,][0-9]{3}[0-9]*[1-9]/) {
            return
                "\"\(text)\" is finer than a millisecond: leave out what is behind the third digit"
        }
        let pattern = /\s*([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[Tt ]([0-9]{1,2}(?::[0-9.:]+)?))?\s*/
        guard let (_, day, time) = text.wholeMatch(of: pattern)?.output else { return nil }
        guard let time else {
            return "\"\(text)\" is a day, and which moment of it is meant has to be said, with its "
                + "offset from UTC: \(day)T00:00:00+01:00 is when it begins in Zagreb in winter, "
                + "\(day)T23:59:59Z a second before it ends in UTC"
        }
        return "\"\(text)\" does not say where: put Z (UTC) or an offset behind it, as "
            + "\(day)T\(time)Z or \(day)T\(time)+01:00"
    }

    /// The instant that an option gives.
    ///
    /// - Throws: `Failure.usage`, saying what to write.
    static func given(_ text: String?, as option: String) throws -> Instant? {
        guard let text else { return nil }
        guard let instant = Self.instant(of: text) else {
            let lack = Self.lack(of: text) ?? "write it as 2026-01-31T08:30:00Z"
            throw Failure(.usage, "\(option) \(text) is no moment: \(lack)")
        }
        return instant
    }

    private static func offsetMinutes(_ zone: Substring) -> Int64? {
        guard zone != "Z", zone != "z" else { return 0 }
        guard let hours = Int64(zone.dropFirst().prefix(2)), hours < 24,
            let minutes = Int64(zone.count > 3 ? zone.suffix(2) : "0"), minutes < 60
        else { return nil }
        return (zone.first == "-" ? -1 : 1) * (hours * 60 + minutes)
    }

    private static func daysOf(month: Int64, in year: Int64) -> Int64 {
        let next = month == 12 ? (year + 1, Int64(1)) : (year, month + 1)
        return days(toYear: next.0, month: next.1, day: 1)
            - days(toYear: year, month: month, day: 1)
    }

    /// The days since 1970 of a day in the Gregorian calendar (Howard Hinnant's algorithm).
    private static func days(toYear year: Int64, month: Int64, day: Int64) -> Int64 {
        let marchYear = month <= 2 ? year - 1 : year
        let (era, yearOfEra) = marchYear.floorDivided(by: 400)
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
            - 719_468
    }

    private static func civil(fromDay day: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let (era, dayOfEra) = (day + 719_468).floorDivided(by: 146_097)
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        return (
            yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month,
            dayOfYear - (153 * marchMonth + 2) / 5 + 1
        )
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

extension Int64 {
    /// Divides towards minus infinity, so that the rest is never negative.
    fileprivate func floorDivided(by divisor: Int64) -> (quotient: Int64, rest: Int64) {
        let (quotient, rest) = quotientAndRemainder(dividingBy: divisor)
        return rest < 0 ? (quotient - 1, rest + divisor) : (quotient, rest)
    }
}
