/// How often an end user may be shown a campaign's ads in a period.
///
/// It is kept by the service, by end user. Revive Adserver keeps caps in cookies, which are lost and can be
/// thrown away (its issue 1271).
struct FrequencyCap: Sendable, Hashable {
    let most: UInt16
    let period: CapPeriod
}

/// What end users had of a campaign in the period that is.
///
/// The count is charged when an ad is chosen, so that requests at the same time can't exceed it, and refunded when
/// the reservation ends unshown. It holds one period: when that turns, all of it is dropped at once. An
/// entry is six bytes, and only those have one who were chosen an ad for.
struct CapCounter: Sendable {
    let cap: FrequencyCap
    private var span: Range<Int64> = 0..<0
    private var counts: [UInt32: UInt16] = [:]

    init(_ cap: FrequencyCap) { self.cap = cap }

    /// How many end users have an entry.
    var entries: Int { counts.count }

    func holds(_ user: UInt32) -> Bool { counts[user] != nil }

    /// How many entries will be dropped with the next charge.
    func outdated(at now: Int64) -> Int { isOver(at: now) ? counts.count : 0 }

    /// Whether one more is allowed.
    func allows(_ user: UInt32, at now: Int64) -> Bool {
        isOver(at: now) ? cap.most > 0 : counts[user] ?? 0 < cap.most
    }

    /// Counts one, whether it is allowed or not.
    mutating func charge(_ user: UInt32, at now: Int64, in zone: inout ZonePeriods) {
        if isOver(at: now) {
            span = zone.span(of: cap.period, at: now)
            counts = [:]
        }
        let count = counts[user] ?? 0
        counts[user] = count == .max ? count : count + 1
    }

    /// Takes one back that was charged at that moment; of a period that has turned nothing is left.
    mutating func refund(_ user: UInt32, chargedAt moment: Int64) {
        guard span.contains(moment), let count = counts[user] else { return }
        counts[user] = count > 1 ? count - 1 : nil
    }

    /// A clock that was a little ahead does not begin a period twice: the later one goes on.
    private func isOver(at now: Int64) -> Bool {
        guard now < span.upperBound else { return true }
        let length = span.upperBound.subtractingReportingOverflow(span.lowerBound)
        return !length.overflow && now < span.lowerBound - length.partialValue
    }
}
