import OctopusContract
import OctopusServiceKit

@testable import OctopusAdvertising

/// A tenant with a placement and a balance, for tests of what is served.
struct Town {
    var state: ServingState
    let ids = SeededIDs()
    let tenant: TenantID
    let placement: PlacementID
    let balance: ImpressionBalanceID
    /// 1 March 2026, 08:00 UTC.
    var now = Instant(milliseconds: 1_772_352_000_000)

    init(
        zone: String = "Europe/Ljubljana",
        bought: Int64 = 1_000_000,
        life: Int64 = 60_000,
        limits: ServingState.Limits = ServingState.Limits()
    ) {
        state = ServingState(limits)
        tenant = ID(ids.uuid(at: now))
        placement = ID(ids.uuid(at: now))
        balance = ID(ids.uuid(at: now))
        _ = state.put(tenant, zone: zone)
        _ = state.put(
            ServedPlacement(id: placement, tenant: tenant, lifeMilliseconds: life)
        )
        _ = state.put(balance, bought: bought)
    }

    func newID<Thing>() -> ID<Thing> { ID(ids.uuid(at: now)) }

    /// A campaign of a day that serves as soon as it can.
    func terms(
        _ impressions: Int64 = 1_000_000,
        ads: [AdID]? = nil,
        hours: Int64 = 24,
        _ change: (inout ServedTerms) -> Void = { _ in }
    ) -> ServedTerms {
        var terms = ServedTerms(
            id: newID(),
            tenant: tenant,
            balance: balance,
            impressions: impressions,
            time: now.milliseconds..<now.milliseconds + hours * 3_600_000,
            ads: [placement: ads ?? [newID()]]
        )
        terms.pacing = .soon
        change(&terms)
        return terms
    }

    /// Adds it and says whether that was possible.
    @discardableResult
    mutating func run(_ terms: ServedTerms) -> Bool {
        state.put(terms, at: now.milliseconds)
    }

    func request(_ endUser: EndUserID, at placement: PlacementID? = nil) -> AdRequest {
        AdRequest(
            decision: newID(),
            tenant: tenant,
            endUser: endUser,
            placement: placement ?? self.placement
        )
    }

    /// An end user, or a new one, is shown an ad and says so, or not.
    @discardableResult
    mutating func serve(_ endUser: EndUserID? = nil, isShown: Bool = true) -> PickedAd? {
        let request = request(endUser ?? newID())
        guard let picked = state.pick(request, at: now) else { return nil }
        if isShown { _ = state.count(.shown, of: claims(request, picked), at: now) }
        return picked
    }

    func claims(_ request: AdRequest, _ picked: PickedAd) -> ImpressionClaims {
        ImpressionClaims(
            decision: request.decision,
            tenant: request.tenant,
            endUser: request.endUser,
            placement: request.placement,
            campaign: picked.campaign,
            ad: picked.ad,
            expiresAt: picked.expiresAt
        )
    }

    mutating func wait(_ milliseconds: Int64) { now = now.adding(milliseconds: milliseconds) }
}

/// A moment of UTC, as `2026-03-29T01:00:00`.
func instant(_ text: String) -> Int64 {
    let parts = text.split(separator: "T")
    let clock = parts[1].split(separator: ":").compactMap { Int64($0) }
    let day = CivilDate(String(parts[0]))?.dayNumber ?? 0
    return (day * 86_400 + clock[0] * 3600 + clock[1] * 60 + clock[2]) * 1000
}
