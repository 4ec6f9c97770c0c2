import OctopusContract

/// Everything that decides which ad is shown, and that no impression is given twice.
///
/// It is a value without a clock, randomness or a database: the same calls give the same answers.
struct ServingState: Sendable {
    /// Bounds of memory; beyond them nothing is served, which is a normal answer.
    struct Limits: Sendable {
        /// Decisions whose tokens may still come back, 110 bytes each.
        var decisions = 3_000_000
        /// End users who are counted for caps, over all campaigns, 16 bytes each.
        var capEntries = 20_000_000
        /// How long after its expiry a token may be counted.
        var graceMilliseconds: Int64 = 600_000
    }

    struct TenantState: Sendable {
        var zone: ZonePeriods
        var profiles: Profiles
    }

    let limits: Limits
    var tenants: [TenantState] = []
    var tenantNumbers: [TenantID: Int] = [:]
    var balances: [ImpressionBudget] = []
    var balanceNumbers: [ImpressionBalanceID: Int] = [:]
    var campaigns: [RunningCampaign] = []
    var campaignNumbers: [CampaignID: Int32] = [:]
    var index = CampaignIndex()
    var reservations: Reservations
    var sleepers = EarliestFirst<Int32>()
    var capEntries = 0

    init(_ limits: Limits = Limits()) {
        self.limits = limits
        reservations = Reservations(graceMilliseconds: limits.graceMilliseconds)
    }

    // MARK: What the service tells

    /// Names a tenant's zone; campaigns are to be put anew when it changes.
    ///
    /// - Parameters:
    ///   - tenant: Whose.
    ///   - zone: Its IANA name.
    ///   - count: How many end users to have room for.
    /// - Returns: Whether this machine knows the zone.
    mutating func put(_ tenant: TenantID, zone: String, expecting count: Int = 0) -> Bool {
        guard let periods = ZonePeriods(zone) else { return false }
        if let number = tenantNumbers[tenant] {
            tenants[number].zone = periods
        } else {
            tenantNumbers[tenant] = tenants.count
            tenants.append(TenantState(zone: periods, profiles: Profiles(expecting: count)))
        }
        return true
    }

    /// Adds a placement; false for a tenant that is not known.
    mutating func put(_ placement: ServedPlacement) -> Bool {
        guard let tenant = tenantNumbers[placement.tenant] else { return false }
        index.put(placement, tenant: tenant)
        return true
    }

    /// Tells of a balance, or that more was bought or returned.
    ///
    /// - Parameters:
    ///   - balance: Which.
    ///   - bought: All that were ever bought.
    ///   - counted: What the database says, at a start; later it is known here.
    /// - Returns: Whether that is enough for what is counted and reserved.
    mutating func put(_ balance: ImpressionBalanceID, bought: Int64, counted: Int64 = 0) -> Bool {
        guard let number = balanceNumbers[balance] else {
            balanceNumbers[balance] = balances.count
            balances.append(ImpressionBudget(bought: bought, counted: counted))
            return true
        }
        guard balances[number].change(bought: bought) else { return false }
        for campaign in campaigns.indices where campaigns[campaign].balance == number {
            wake(Int32(campaign))
        }
        return true
    }

    /// Starts a campaign, resumes one, or goes on with other terms.
    ///
    /// - Parameters:
    ///   - terms: What was approved.
    ///   - counted: What the database says of it, at a start.
    ///   - countedToday: What of that is of the tenant's day.
    ///   - now: In milliseconds.
    /// - Returns: Whether tenant and balance are known, and the impressions enough for those counted and reserved.
    mutating func put(
        _ terms: ServedTerms,
        counted: Int64 = 0,
        countedToday: Int64 = 0,
        at now: Int64
    ) -> Bool {
        guard let tenant = tenantNumbers[terms.tenant],
            let balance = balanceNumbers[terms.balance]
        else { return false }
        let known = campaignNumbers[terms.id]
        let number = known ?? Int32(campaigns.count)
        let segments = terms.segments.map { tenants[tenant].profiles.enter($0) }
        var campaign = RunningCampaign(
            terms,
            tenant: tenant,
            balance: balance,
            counted: counted,
            number: number,
            segments: segments,
            in: &tenants[tenant].zone
        )
        campaign.serveInDay(countedToday, at: now, in: &tenants[tenant].zone)
        if known != nil {
            guard campaign.goOn(from: campaigns[Int(number)]) else { return false }
            stop(terms.id)
            // Caps that are no longer asked for are no longer counted.
            capEntries -= campaigns[Int(number)].entries - campaign.entries
            campaigns[Int(number)] = campaign
        } else {
            campaigns.append(campaign)
            campaignNumbers[terms.id] = number
        }
        enter(number)
        return true
    }

    /// Pauses or ends a campaign: what is reserved may still be shown, nothing more is chosen.
    mutating func stop(_ id: CampaignID) {
        guard let number = campaignNumbers[id] else { return }
        while let spot = campaigns[Int(number)].spots.popLast() {
            // It may be one of the same campaign.
            guard let moved = index.remove(spot) else { continue }
            campaigns[Int(moved.campaign)].move(from: moved.from, to: spot)
        }
    }

    private mutating func enter(_ number: Int32) {
        let terms = campaigns[Int(number)].terms
        let segments = campaigns[Int(number)].segments
        for placement in terms.ads.keys.sorted() {
            for segment in segments.isEmpty ? [CampaignIndex.Entry.everybody] : segments {
                let spot = index.add(
                    number,
                    segment: segment,
                    priority: terms.priority,
                    to: placement,
                    tenant: campaigns[Int(number)].tenant
                )
                if let spot { campaigns[Int(number)].spots.append(spot) }
            }
        }
        campaigns[Int(number)].turns = campaigns[Int(number)].spots.map { _ in -1 }
    }

    // MARK: Sleep

    mutating func sleep(_ number: Int32, until moment: Int64) {
        campaigns[Int(number)].sleepsUntil = moment
        index.sleep(campaigns[Int(number)].spots)
        if moment < .max { sleepers.add(number, due: moment) }
    }

    mutating func wake(_ number: Int32) {
        campaigns[Int(number)].sleepsUntil = .min
        index.wake(campaigns[Int(number)].spots)
    }

    /// Wakes the campaigns whose moment has come.
    mutating func wake(at now: Int64) {
        while let number = sleepers.next(dueBy: now) {
            // It may have gone to sleep again for longer since.
            if campaigns[Int(number)].sleepsUntil <= now { wake(number) }
        }
    }
}

extension RunningCampaign {
    /// How many end users its caps count.
    var entries: Int { caps.reduce(0) { $0 + $1.entries } }

    /// Takes over what a campaign with earlier terms has counted and reserved.
    fileprivate mutating func goOn(from other: RunningCampaign) -> Bool {
        var goal = other.goal
        guard other.balance == balance, goal.change(bought: terms.impressions) else { return false }
        self.goal = goal
        // The minute goes on as it was, or each change of the terms would bring another minute's impressions.
        if pacing.mode == other.pacing.mode { pacing = other.pacing }
        caps = caps.map { new in other.caps.first { $0.cap == new.cap } ?? new }
        takeDay(of: other)
        return true
    }

    /// The last entry of a lane was moved to where another was taken out.
    fileprivate mutating func move(from last: Int, to freed: CampaignIndex.Spot) {
        if let spot = spots.firstIndex(where: { $0.lane == freed.lane && $0.entry == last }) {
            spots[spot].entry = freed.entry
        }
    }
}
