package import OctopusAdvertisingContract
package import OctopusServiceKit
import OctopusStore

extension PickAd: WaitingReadHandler {
    /// Reads the database only to look up who has not been looked up for a minute, and writes nothing.
    package static func run(
        _ request: Request,
        in context: WaitingContext<AdvertisingEnvironment>
    ) async throws -> Reply {
        let (endUser, tenant) = (
            try context.caller.requireEndUser(), try context.caller.requireTenant()
        )
        let (environment, now) = (context.environment, context.now)
        let ads = environment.ads
        guard let isOn = ads.ask(at: request.placementId, of: tenant) else {
            throw Refusal(.notFound)
        }
        guard isOn, try await context.isActive(endUser, of: tenant) else { return Reply() }
        let asked = AdRequest(
            decision: AdDecisionID(environment.ids.uuid(at: now)),
            tenant: tenant,
            endUser: endUser,
            placement: request.placementId
        )
        guard let picked = ads.serving.pick(asked, at: now), let ad = ads.ad(of: picked) else {
            return Reply()
        }
        let claims = ImpressionClaims(
            decision: asked.decision,
            tenant: tenant,
            endUser: endUser,
            placement: asked.placement,
            campaign: picked.campaign,
            ad: picked.ad,
            expiresAt: picked.expiresAt
        )
        let token = environment.tokens.token(of: claims, at: now)
        environment.served.note(claims)
        return Reply(ad: token.map { ad.shown(with: $0, until: picked.expiresAt) })
    }
}

extension WaitingContext<AdvertisingEnvironment> {
    /// Whether an end user may be shown ads, as of a minute ago at most.
    fileprivate func isActive(_ endUser: EndUserID, of tenant: TenantID) async throws -> Bool {
        let (ads, now) = (environment.ads, now)
        if let isActive = ads.isActive(endUser, at: now) { return isActive }
        let rules = ads.rules(of: tenant)
        let look = try await store.read { database in
            try LiveAds.Look(at: endUser, of: tenant, asking: rules, at: now, in: database)
        }
        ads.note(look, of: endUser, in: tenant, at: now)
        return look.isActive
    }
}
