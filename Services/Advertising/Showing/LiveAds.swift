import OctopusAdvertisingContract
import OctopusServiceKit
import Synchronization

/// What is shown where, in memory: the rules of serving, and what they choose among as the database has it.
///
/// A start reads all of it (`LiveAds+Start`). Afterwards each transaction that changes something of it tells it after
/// its COMMIT, on the writer's thread, so that what is told is never undone and comes in order.
final class LiveAds: Sendable {
    /// What an end user is, as it was looked up.
    struct Look: Sendable {
        let isActive: Bool
        /// To which of the segments that campaigns of their tenant ask for they belong.
        let belongs: [SegmentID: Bool]
    }

    fileprivate struct State {
        var zones: [TenantID: String] = [:]
        var placements: [TenantID: [PlacementID: LivePlacement]] = [:]
        var campaigns: [CampaignID: LiveCampaign] = [:]
        /// The segments that campaigns of a tenant ask for.
        var rules: [TenantID: [SegmentID: LiveRule]] = [:]
        /// Who was looked up when, and whether they may be shown anything.
        var looks: [EndUserID: (at: Int64, isActive: Bool)] = [:]
        /// Of placements, since they were taken last.
        var requests: [PlacementID: (tenant: TenantID, count: Int64)] = [:]
    }

    let serving = AdServing()
    private let state = Mutex(State())

    /// After how long somebody is looked up anew.
    private static let lookMilliseconds: Int64 = 60_000
    /// Beyond them all are looked up anew.
    private static let mostLooks = 1_000_000

    // MARK: What changes

    /// A campaign has begun, is paused, goes on, or has other terms.
    func put(_ campaign: LiveCampaign, at now: Instant) {
        state.withLock { state in
            state.campaigns[campaign.id] = campaign
            let known = state.rules[campaign.tenant] ?? [:]
            if campaign.rules.keys.contains(where: { known[$0] == nil }) { state.looks = [:] }
            state.rules[campaign.tenant] = known.merging(campaign.rules) { _, new in new }
            enter(campaign, of: &state, at: now)
        }
    }

    /// A campaign is over.
    func remove(_ campaign: CampaignID) {
        state.withLock { state in
            guard let known = state.campaigns.removeValue(forKey: campaign) else { return }
            if !known.rules.isEmpty { state.gatherRules(of: known.tenant) }
            serving.change { $0.stop(campaign) }
        }
    }

    /// Placements were registered or changed.
    func put(_ placements: [LivePlacement], at now: Instant) {
        guard let tenant = placements.first?.tenant else { return }
        state.withLock { state in
            for placement in placements {
                state.placements[tenant, default: [:]][placement.id] = placement
                if let zone = placement.zone { meet(tenant, zone, &state) }
            }
            serving.change { serving in
                for placement in placements { _ = serving.put(placement.served) }
            }
            enterAll(of: tenant, &state, at: now)
        }
    }

    /// Placements are no more.
    func remove(_ placements: [PlacementID], of tenant: TenantID, at now: Instant) {
        state.withLock { state in
            for placement in placements { state.placements[tenant]?[placement] = nil }
            enterAll(of: tenant, &state, at: now)
        }
    }

    /// Identity told of a tenant, or of its zone.
    func become(_ zone: String, for tenant: TenantID, at now: Instant) {
        state.withLock { state in
            guard state.zones[tenant] != zone else { return }
            state.zones[tenant] = nil
            meet(tenant, zone, &state)
            let placements = state.placements[tenant]?.values.map(\.served) ?? []
            serving.change { serving in
                for placement in placements { _ = serving.put(placement) }
            }
            enterAll(of: tenant, &state, at: now)
        }
    }

    /// Rules of segments have changed.
    func take(_ rules: [SegmentID: LiveRule]) {
        state.withLock { state in
            for (tenant, known) in state.rules {
                for segment in known.keys { state.rules[tenant]?[segment] = rules[segment] }
            }
            state.looks = [:]
        }
    }

    /// The segments that campaigns ask for.
    var segments: [SegmentID] { state.withLock { $0.rules.values.flatMap(\.keys) } }

    /// Something of an end user has changed.
    func lookAnew(at endUser: EndUserID) { state.withLock { $0.looks[endUser] = nil } }

    /// An end user was erased.
    func forget(_ endUser: EndUserID, of tenant: TenantID) {
        lookAnew(at: endUser)
        serving.change { $0.forget(endUser, of: tenant) }
    }

    // MARK: What is asked

    /// Counts a request for an ad.
    ///
    /// - Returns: Whether ads are shown at the placement; nil if the tenant has none of that id.
    func ask(at placement: PlacementID, of tenant: TenantID) -> Bool? {
        state.withLock { state in
            guard let known = state.placements[tenant]?[placement] else { return nil }
            if known.isOn { state.requests[placement, default: (tenant, 0)].count += 1 }
            return known.isOn
        }
    }

    /// The requests that were not taken before.
    func takeRequests() -> [PlacementID: (tenant: TenantID, count: Int64)] {
        state.withLock { state in
            defer { state.requests = [:] }
            return state.requests
        }
    }

    /// Whether an end user may be shown ads; nil if they are to be looked up.
    func isActive(_ endUser: EndUserID, at now: Instant) -> Bool? {
        state.withLock { state in
            guard let look = state.looks[endUser],
                (0..<Self.lookMilliseconds).contains(now.milliseconds - look.at)
            else { return nil }
            return look.isActive
        }
    }

    /// What is asked of somebody who is looked up.
    func rules(of tenant: TenantID) -> [SegmentID: LiveRule] {
        state.withLock { $0.rules[tenant] ?? [:] }
    }

    /// Somebody was looked up.
    func note(_ look: Look, of endUser: EndUserID, in tenant: TenantID, at now: Instant) {
        serving.change { $0.put(endUser, of: tenant, belongs: look.belongs) }
        state.withLock { state in
            if state.looks.count >= Self.mostLooks { state.looks = [:] }
            state.looks[endUser] = (now.milliseconds, look.isActive)
        }
    }

    /// The ad that was chosen.
    func ad(of picked: PickedAd) -> LiveAd? {
        state.withLock { $0.campaigns[picked.campaign]?.ads.first { $0.id == picked.ad } }
    }

    /// The periods in which a campaign that has a cap, or a daily limit, counts now.
    func periods(
        of campaign: CampaignID,
        at now: Instant
    ) -> (cap: Range<Int64>?, day: Range<Int64>?) {
        guard let known = state.withLock({ $0.campaigns[campaign] }) else { return (nil, nil) }
        return serving.change { serving in
            let cap = known.terms.cap.flatMap { cap in
                serving.span(of: CapPeriod(cap.period), at: now.milliseconds, for: known.tenant)
            }
            let hasLimit = known.terms.dailyImpressions != nil
            let day = serving.span(of: .day, at: now.milliseconds, for: known.tenant)
            return (cap, hasLimit ? day : nil)
        }
    }
}

extension LiveAds {
    /// The first time that a tenant's zone is heard of, or when it changed.
    private func meet(_ tenant: TenantID, _ zone: String, _ state: inout State) {
        guard state.zones[tenant] == nil else { return }
        let isKnown = serving.change { $0.put(tenant, zone: zone) }
        if isKnown { state.zones[tenant] = zone }
    }

    private func enterAll(of tenant: TenantID, _ state: inout State, at now: Instant) {
        for campaign in Array(state.campaigns.values) where campaign.tenant == tenant {
            enter(campaign, of: &state, at: now)
        }
    }

    private func enter(_ campaign: LiveCampaign, of state: inout State, at now: Instant) {
        meet(campaign.tenant, campaign.zone, &state)
        let placements = state.placements[campaign.tenant].map { Array($0.values) } ?? []
        let served = campaign.served(at: placements)
        let moment = now.milliseconds
        serving.change { serving in
            // Less is taken back only of what no campaign has set aside.
            _ = serving.put(campaign.balance, bought: campaign.bought, counted: campaign.spent)
            let day = serving.span(of: .day, at: moment, for: campaign.tenant) ?? 0..<0
            _ = serving.put(
                served,
                counted: campaign.counted,
                countedToday: campaign.counted(onDayOf: day),
                at: moment
            )
            if !campaign.isRunning { serving.stop(campaign.id) }
        }
    }
}

extension LiveAds.State {
    fileprivate mutating func gatherRules(of tenant: TenantID) {
        rules[tenant] = campaigns.values.reduce(into: [:]) { rules, campaign in
            guard campaign.tenant == tenant else { return }
            rules.merge(campaign.rules) { _, new in new }
        }
    }
}
