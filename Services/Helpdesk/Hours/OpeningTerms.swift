import OctopusHelpdeskContract
import OctopusServiceKit

// Hours as stretches of time: from the first moment at which the zone's clocks show when they begin, to the
// first at which they show when they end. Where the clocks skip a part of them they are shorter, where the clocks
// are set back they are longer.
extension OpeningTerms {
    /// How many days ahead the next opening is looked for: every exception of a year.
    private static let daysAhead: Int64 = 400

    func isOpen(at now: Instant, in calendar: ReportCalendar) -> Bool {
        let today = calendar.day(at: now)
        let second = now.milliseconds / 1000
        // A zone may set its clocks back over midnight.
        return (today - 1...today + 1).contains { day in
            stretches(of: day, in: calendar).contains { $0.contains(second) }
        }
    }

    /// When the hours begin next; nil if they never do.
    func opens(after now: Instant, in calendar: ReportCalendar) -> Instant? {
        let today = calendar.day(at: now)
        let second = now.milliseconds / 1000
        for day in today...today + Self.daysAhead {
            let begins = stretches(of: day, in: calendar).map(\.lowerBound).filter { $0 > second }
            if let first = begins.min() { return Instant(milliseconds: first * 1000) }
        }
        return nil
    }

    /// A day's, counted from 1970.
    private func stretches(of day: Int64, in calendar: ReportCalendar) -> [Range<Int64>] {
        hours(of: day).compactMap { hours in
            let begins = calendar.first(showing: day * 86_400 + hours.fromMinute * 60)
            let ends = calendar.first(showing: day * 86_400 + hours.toMinute * 60)
            return begins < ends ? begins..<ends : nil
        }
    }

    private func hours(of day: Int64) -> [DayHours] {
        let date = CivilDate(day: day).text
        if let exception = exceptions.first(where: { $0.date == date }) { return exception.hours }
        // 1970 began on a Thursday.
        let weekday = Weekday.allCases[Int((day + 3) % 7)]
        return weekly.filter { $0.day == weekday }
            .map { DayHours(fromMinute: $0.fromMinute, toMinute: $0.toMinute) }
    }

    /// Themselves, with the text in its one form.
    ///
    /// - Throws: `invalid` with everything that is wrong.
    func checked() throws(Refusal) -> OpeningTerms {
        var fields = FieldRules()
        func check(_ from: Int64, _ to: Int64, _ path: String) {
            fields.number(from, "\(path).fromMinute", in: OpeningLimits.minutes)
            fields.number(to, "\(path).toMinute", in: OpeningLimits.minutes)
            fields.require(from < to, "\(path).toMinute", .afterStart)
        }
        func count(_ count: Int, _ range: ClosedRange<Int64>, _ path: String) -> Bool {
            let fits = range.contains(Int64(count))
            fields.require(fits, path, .count)
            return fits
        }
        if count(weekly.count, OpeningLimits.hours, "terms.weekly") {
            for (place, hours) in weekly.enumerated() {
                check(hours.fromMinute, hours.toMinute, "terms.weekly[\(place)]")
            }
        }
        if count(exceptions.count, OpeningLimits.exceptions, "terms.exceptions") {
            var dates: Set<String> = []
            for (place, day) in exceptions.enumerated() {
                let path = "terms.exceptions[\(place)]"
                fields.require(CivilDate(day.date) != nil, "\(path).date", .form)
                fields.require(dates.insert(day.date).inserted, "\(path).date", .once)
                guard count(day.hours.count, OpeningLimits.hours, "\(path).hours") else { continue }
                for (number, hours) in day.hours.enumerated() {
                    check(hours.fromMinute, hours.toMinute, "\(path).hours[\(number)]")
                }
            }
        }
        let text = fields.text(closedText, "terms.closedText", OpeningLimits.closedText)
        try fields.check()
        return OpeningTerms(weekly: weekly, exceptions: exceptions, closedText: text)
    }
}
