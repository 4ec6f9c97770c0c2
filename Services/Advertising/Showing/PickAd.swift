package import OctopusAdvertisingContract
package import OctopusServiceKit
import OctopusStore

extension PickAd: MemoryFirstReadHandler {
    /// Answers those who were looked up within a minute.
    package static func fromMemory(
        _ request: Request,
        in context: MemoryContext<AdvertisingEnvironment>
    ) throws -> Reply? {
        let (ads, now) = (context.environment.ads, context.now)
        let endUser = try context.caller.requireEndUser()
        guard let isActive = ads.isActive(endUser, at: now) else { return nil }
        let tenant = try context.caller.requireTenant()
        guard try context.environment.isOn(request.placementId, of: tenant), isActive else {
            return Reply()
        }
        return context.environment.pick(for: endUser, of: tenant, request.placementId, at: now)
    }

    /// Reads the database only to look up who was not, and writes nothing.
    package static func run(
        _ request: Request,
        in context: WaitingContext<AdvertisingEnvironment>
    ) async throws -> Reply {
        let (endUser, tenant) = (
            try context.caller.requireEndUser(), try context.caller.requireTenant()
        )
        let (environment, now) = (context.environment, context.now)
        guard try environment.isOn(request.placementId, of: tenant) else { return Reply() }
        let rules = environment.ads.rules(of: tenant)
        let look = try await context.store.read { database in
            try LiveAds.Look(at: endUser, of: tenant, asking: rules, at: now, in: database)
        }
        environment.ads.note(look, of: endUser, in: tenant, at: now)
        guard look.isActive else { return Reply() }
        return environment.pick(for: endUser, of: tenant, request.placementId, at: now)
    }
}

extension AdvertisingEnvironment {
    /// Counts a request for an ad, and says whether ads are shown at the placement.
    ///
    /// - Throws: `notFound` if the tenant has none of that id.
    fileprivate func isOn(_ placement: PlacementID, of tenant: TenantID) throws(Refusal) -> Bool {
        guard let isOn = ads.ask(at: placement, of: tenant) else { throw Refusal(.notFound) }
        return isOn
    }

    fileprivate func pick(
        for endUser: EndUserID,
        of tenant: TenantID,
        _ placement: PlacementID,
        at now: Instant
    ) -> PickAd.Reply {
        let asked = AdRequest(
            decision: AdDecisionID(ids.uuid(at: now)),
            tenant: tenant,
            endUser: endUser,
            placement: placement
        )
        guard let picked = ads.serving.pick(asked, at: now), let ad = ads.ad(of: picked) else {
            return PickAd.Reply()
        }
        let claims = ImpressionClaims(
            decision: asked.decision,
            tenant: tenant,
            endUser: endUser,
            placement: placement,
            campaign: picked.campaign,
            ad: picked.ad,
            expiresAt: picked.expiresAt
        )
        let token = tokens.token(of: claims, at: now)
        served.note(claims)
        return PickAd.Reply(ad: token.map { ad.shown(with: $0, until: picked.expiresAt) })
    }
}
