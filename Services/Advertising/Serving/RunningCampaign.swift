import OctopusContract

/// A campaign and all that serving changes of it.
struct RunningCampaign: Sendable {
    let tenant: Int
    let balance: Int
    var terms: ServedTerms
    var time: OpenTime
    /// What this campaign may use of the balance.
    var goal: ImpressionBudget
    var pacing: Pacing
    var caps: [CapCounter]
    /// The numbers of its segments.
    var segments: [Int32]
    var spots: [CampaignIndex.Spot] = []
    /// Whose turn it is, for each spot.
    var turns: [Int] = []
    /// Until when it sleeps; in the past for one that is awake.
    var sleepsUntil = Int64.min
    private var open: Range<Int64> = 0..<0
    private var day: Range<Int64> = 0..<0
    private var servedInDay: Int64 = 0

    init(
        _ terms: ServedTerms,
        tenant: Int,
        balance: Int,
        counted: Int64,
        number: Int32,
        segments: [Int32],
        in zone: inout ZonePeriods
    ) {
        (self.tenant, self.balance, self.terms) = (tenant, balance, terms)
        time = OpenTime(terms.time, without: terms.blocked, in: &zone)
        goal = ImpressionBudget(bought: terms.impressions, counted: counted)
        // A prime, so that the slots of neighbours begin far from each other.
        pacing = Pacing(terms.pacing, phase: Int64(number) * 7919)
        caps = terms.caps.map(CapCounter.init)
        self.segments = segments
    }

    /// Its spots, if it is for somebody there, are in the index only while it runs.
    var isRunning: Bool { !spots.isEmpty }

    /// What its part of a placement is measured by: what it needs a minute, times its weight.
    var tickets: Double { pacing.rate * Double(terms.weight) }

    /// Whether it can be served now to anybody at all.
    ///
    /// - Parameters:
    ///   - now: In milliseconds.
    ///   - balance: The partner's impressions.
    ///   - zone: The tenant's.
    /// - Returns: Nil if it can; if not, when to ask again.
    mutating func sleep(
        at now: Int64,
        balance: ImpressionBudget,
        in zone: inout ZonePeriods
    ) -> Int64? {
        if !open.contains(now) {
            guard let span = time.span(atOrAfter: now) else { return .max }
            guard now >= span.lowerBound else { return span.lowerBound }
            open = span
        }
        if goal.isSpent || balance.isSpent { return .max }
        // What is given back can be served a second later.
        guard goal.available > 0, balance.available > 0 else { return now + 1000 }
        var rest = Pacing.Rest(total: goal.available)
        if let limit = terms.dailyLimit {
            turnDay(at: now, in: &zone)
            rest.daily = (day, limit - servedInDay)
        }
        return pacing.allows(at: now, of: rest, in: time) ? nil : pacing.slot.upperBound
    }

    /// Counts what was served on the tenant's day.
    mutating func serveInDay(_ count: Int64, at now: Int64, in zone: inout ZonePeriods) {
        turnDay(at: now, in: &zone)
        servedInDay += count
    }

    mutating func returnInDay(servedAt moment: Int64) {
        if day.contains(moment) { servedInDay = max(0, servedInDay - 1) }
    }

    /// What was served on the day under earlier terms counts for the limit of these.
    mutating func takeDay(of other: RunningCampaign) {
        (day, servedInDay) = (other.day, other.servedInDay)
    }

    /// The ad whose turn it is.
    mutating func nextAd(at spot: Int) -> AdID? {
        guard let ads = terms.ads[spots[spot].placement], !ads.isEmpty else { return nil }
        turns[spot] = (turns[spot] + 1) % ads.count
        return ads[turns[spot]]
    }

    private mutating func turnDay(at now: Int64, in zone: inout ZonePeriods) {
        guard !day.contains(now) else { return }
        day = zone.span(of: .day, at: now)
        servedInDay = 0
    }
}
