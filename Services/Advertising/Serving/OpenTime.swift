/// The hours of the week in which a campaign must not run, by the clocks of the tenant's zone.
struct BlockedHours: Sendable, Hashable {
    /// A bit for each hour, the lowest for midnight; Monday first.
    private var days: [UInt32]

    static let none = BlockedHours()

    /// Nothing is blocked.
    init() { days = Array(repeating: 0, count: 7) }

    /// The same hours of every day.
    init(daily hours: Set<Int>) { days = Array(repeating: Self.bits(hours), count: 7) }

    /// - Parameters:
    ///   - hours: 0 to 23.
    ///   - weekday: 0 is Monday.
    mutating func block(_ hours: Set<Int>, on weekday: Int) { days[weekday] |= Self.bits(hours) }

    var isEmpty: Bool { days.allSatisfy { $0 == 0 } }

    /// Whether no hour of the week is left.
    var isWhole: Bool { days.allSatisfy { $0 == 0xFF_FFFF } }

    /// Stretches of hours of a day that are not blocked.
    fileprivate func open(on weekday: Int) -> [Range<Int64>] {
        var open: [Range<Int64>] = []
        for hour in 0..<24 as Range<Int64> where days[weekday] & 1 << UInt32(hour) == 0 {
            if let last = open.last, last.upperBound == hour {
                open[open.count - 1] = last.lowerBound..<hour + 1
            } else {
                open.append(hour..<hour + 1)
            }
        }
        return open
    }

    private static func bits(_ hours: Set<Int>) -> UInt32 {
        hours.filter((0..<24).contains).reduce(0) { $0 | 1 << UInt32($1) }
    }
}

/// When a campaign may run: from its beginning to its end, without the hours that are blocked.
///
/// An hour that the zone's clocks skip is no time, and one that they show twice is two hours: what is computed
/// here are milliseconds of UTC.
struct OpenTime: Sendable {
    /// In order, with gaps between them.
    private let spans: [Range<Int64>]
    /// How much is open before each span.
    private let before: [Int64]
    let total: Int64

    /// - Parameters:
    ///   - range: From the campaign's beginning to its end, in milliseconds.
    ///   - blocked: When it must not run.
    ///   - zone: The tenant's.
    init(_ range: Range<Int64>, without blocked: BlockedHours = .none, in zone: inout ZonePeriods) {
        let spans = blocked.isEmpty ? [range] : Self.spans(range, blocked, &zone)
        var (before, total): ([Int64], Int64) = ([], 0)
        for span in spans {
            before.append(total)
            total += span.upperBound - span.lowerBound
        }
        (self.spans, self.before, self.total) = (spans, before, total)
    }

    /// How much of the campaign's time is before a moment.
    func open(before moment: Int64) -> Int64 {
        let index = index(endingAfter: moment)
        guard index < spans.count else { return total }
        return before[index] + max(0, moment - spans[index].lowerBound)
    }

    func open(in range: Range<Int64>) -> Int64 {
        open(before: range.upperBound) - open(before: range.lowerBound)
    }

    /// The stretch that a moment is in, or else the next; nil when the campaign is over.
    func span(atOrAfter moment: Int64) -> Range<Int64>? {
        let index = index(endingAfter: moment)
        return index < spans.count ? spans[index] : nil
    }

    /// When the last stretch ends.
    var end: Int64 { spans.last?.upperBound ?? .min }

    private func index(endingAfter moment: Int64) -> Int {
        var (low, high) = (0, spans.count)
        while low < high {
            let middle = (low + high) / 2
            if spans[middle].upperBound > moment { high = middle } else { low = middle + 1 }
        }
        return low
    }

    private static func spans(
        _ range: Range<Int64>,
        _ blocked: BlockedHours,
        _ zone: inout ZonePeriods
    ) -> [Range<Int64>] {
        var spans: [Range<Int64>] = []
        for day in zone.day(at: range.lowerBound)...zone.day(at: range.upperBound) {
            // 1970 began on a Thursday.
            let weekday = Int(((day + 3) % 7 + 7) % 7)
            for hours in blocked.open(on: weekday) {
                let begins = zone.first(showingHour: day * 24 + hours.lowerBound)
                let ends = zone.first(showingHour: day * 24 + hours.upperBound)
                guard begins < ends, begins < range.upperBound, ends > range.lowerBound else {
                    continue
                }
                let span = (begins..<ends).clamped(to: range)
                if let last = spans.last, last.upperBound >= span.lowerBound {
                    spans[spans.count - 1] = last.lowerBound..<span.upperBound
                } else {
                    spans.append(span)
                }
            }
        }
        return spans
    }
}
