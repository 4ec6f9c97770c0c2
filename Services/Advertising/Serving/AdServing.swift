import OctopusContract
import Synchronization

/// The one place where ads are chosen and impressions counted, for every thread of the service.
///
/// A start tells it what the database has; then each call takes the lock for some microseconds:
/// ```swift
/// let serving = AdServing()
/// serving.change { state in
///     _ = state.put(tenant, zone: "Europe/Ljubljana", expecting: 1_000_000)
///     _ = state.put(placement)
///     _ = state.put(balance, bought: 1_000, counted: 40)
///     _ = state.put(campaign, counted: 40, countedToday: 3, at: now)
/// }
/// if let picked = serving.pick(request, at: now) { … keys.token(of: …) … }
/// switch serving.count(.shown, of: try keys.claims(of: token, for: tenant, endUser), at: now) { … }
/// ```
final class AdServing: Sendable {
    private let state: Mutex<ServingState>
    private static let looksPerSweep = 1000

    init(_ state: ServingState = ServingState()) {
        self.state = Mutex(state)
    }

    func pick(_ request: AdRequest, at now: Instant) -> PickedAd? {
        state.withLock { $0.pick(request, at: now) }
    }

    func count(_ beacon: Beacon, of claims: ImpressionClaims, at now: Instant) -> BeaconOutcome {
        state.withLock { $0.count(beacon, of: claims, at: now) }
    }

    /// Tells of campaigns, balances, segments, end users; or asks what is so.
    func change<Result: Sendable>(
        _ body: (inout sending ServingState) throws -> sending Result
    ) rethrows -> sending Result {
        try state.withLock(body)
    }

    /// Gives back what ended unshown and wakes campaigns, in slices; for a timer, so that it is not done when
    /// somebody waits for an ad.
    func sweep(at now: Instant) {
        var isDone = false
        while !isDone {
            isDone = state.withLock { state in
                var looks = Self.looksPerSweep
                state.expire(at: now.milliseconds, looks: &looks)
                state.wake(at: now.milliseconds)
                return looks > 0
            }
        }
    }
}

extension ServingState {
    /// What became of a balance's impressions.
    func budget(of balance: ImpressionBalanceID) -> ImpressionBudget? {
        balanceNumbers[balance].map { balances[$0] }
    }

    /// What became of a campaign's.
    func budget(of campaign: CampaignID) -> ImpressionBudget? {
        campaignNumbers[campaign].map { campaigns[Int($0)].goal }
    }

    /// Says to which of the segments that campaigns ask for an end user belongs, when the answer changes.
    ///
    /// - Parameters:
    ///   - endUser: Who.
    ///   - tenant: Whose.
    ///   - belongs: By segment; those not named stay as they are.
    mutating func put(
        _ endUser: EndUserID,
        of tenant: TenantID,
        belongs: [SegmentID: Bool]
    ) {
        guard let number = tenantNumbers[tenant] else { return }
        let user = tenants[number].profiles.enter(endUser)
        for (segment, isIn) in belongs {
            let segment = tenants[number].profiles.enter(segment)
            tenants[number].profiles.set(user, segment, to: isIn)
        }
    }

    /// The period of a tenant's zone that a moment belongs to; nil for a tenant that is not known.
    mutating func span(
        of period: CapPeriod,
        at now: Int64,
        for tenant: TenantID
    ) -> Range<Int64>? {
        guard let number = tenantNumbers[tenant] else { return nil }
        return tenants[number].zone.span(of: period, at: now)
    }

    /// A tenant's zone; nil for one that is not known.
    func zone(of tenant: TenantID) -> ZonePeriods? {
        tenantNumbers[tenant].map { tenants[$0].zone }
    }

    /// Erases an end user: their segments go, and what they had can't be found by their id.
    mutating func forget(_ endUser: EndUserID, of tenant: TenantID) {
        if let number = tenantNumbers[tenant] { tenants[number].profiles.forget(endUser) }
    }
}
