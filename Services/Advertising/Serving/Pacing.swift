/// How many impressions of a campaign may be served in a slot of time.
///
/// The rule is that of Revive Adserver's `GetRequiredAdImpressionsLifetime`: what remains, divided by the
/// intervals that remain, without those in which the campaign is blocked, computed anew for each interval. With a
/// daily limit the same is asked of the day, and the lesser holds: a campaign that has more than enough days stays
/// even over them, where Revive's would be over early. The other differences: slots are a minute instead of an
/// hour, what was reserved counts as served until it comes back, and fractions are kept, so that a campaign of one
/// impression an hour has one in an hour and not none in each minute.
///
/// What a slot did not serve for want of end users is spread over all that remain, but for one impression; slots in
/// which nobody came are made good by the next, up to ten minutes of them, so that an end user every few minutes is
/// enough and nothing bursts after a pause. The last slot lets go of the rest.
struct Pacing: Sendable {
    enum Mode: UInt8, Sendable, Hashable {
        /// As much in each minute as in the next.
        case even
        /// As soon as somebody is there.
        case soon
    }

    static let slotMilliseconds: Int64 = 60_000
    /// How much time before a slot may be made good in it.
    private static let longestGap = 9 * slotMilliseconds

    /// A sum of fractions may be that much less than it should be.
    private static let rounding = 1e-6

    let mode: Mode
    /// By how much the slots are shifted, so that not all campaigns begin theirs at the same moment.
    private let phase: Int64
    private(set) var slot: Range<Int64> = 0..<0
    /// How many a minute are needed: what campaigns share a placement by.
    private(set) var rate = 0.0
    /// What of the slot may still be served.
    private(set) var credit = 0.0

    init(_ mode: Mode, phase: Int64 = 0) {
        (self.mode, self.phase) = (mode, phase % Self.slotMilliseconds)
    }

    /// What a campaign has left.
    struct Rest {
        /// Neither counted nor reserved.
        var total: Int64
        /// The same of a daily limit, and the day.
        var daily: (day: Range<Int64>, left: Int64)?
    }

    /// Whether one more may be served now; begins a new slot if it is time.
    ///
    /// - Parameters:
    ///   - now: In milliseconds, within the open time.
    ///   - rest: What is left.
    ///   - time: The campaign's.
    /// - Returns: Whether.
    mutating func allows(at now: Int64, of rest: Rest, in time: OpenTime) -> Bool {
        if !slot.contains(now) { begin(at: now, rest, time) }
        guard rest.total > 0, rest.daily?.left ?? 1 > 0 else { return false }
        return mode == .soon || credit > 1 - Self.rounding
    }

    /// One was served.
    mutating func serve() { credit = max(0, credit - 1) }

    private mutating func begin(at now: Int64, _ rest: Rest, _ time: OpenTime) {
        let begins = now - (now - phase) % Self.slotMilliseconds
        var ends = min(begins + Self.slotMilliseconds, max(time.end, now + 1))
        if let day = rest.daily?.day { ends = min(ends, max(day.upperBound, now + 1)) }
        // From where the slot before ended: it may be some time ago, or, cut by a day's end, within this minute.
        let last = slot.isEmpty || slot.upperBound > now ? begins : slot.upperBound
        var from = max(last, begins - Self.longestGap)
        if let day = rest.daily?.day { from = max(from, day.lowerBound) }
        // What is carried over is a part of the rest, which is not shared out again.
        let carried = min(credit, 1)
        let total = Double(rest.total) - carried
        var quota = Self.share(of: total, from..<ends, until: time.end, time)
        if let (day, left) = rest.daily {
            let until = min(day.upperBound, time.end)
            quota = min(
                quota,
                Self.share(of: Double(left) - carried, from..<ends, until: until, time)
            )
        }
        credit = carried + quota
        // By the time that is open, or a campaign that begins within its slot would have less.
        let open = time.open(in: from..<ends)
        rate = open > 0 ? quota * Double(Self.slotMilliseconds) / Double(open) : 0
        slot = begins..<ends
    }

    private static func share(
        of left: Double,
        _ slot: Range<Int64>,
        until end: Int64,
        _ time: OpenTime
    ) -> Double {
        guard left > 0 else { return 0 }
        let remaining = time.open(in: slot.lowerBound..<max(end, slot.upperBound))
        guard remaining > 0 else { return 0 }
        return left * Double(time.open(in: slot)) / Double(remaining)
    }
}
