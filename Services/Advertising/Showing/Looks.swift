import GRDB
import OctopusAdvertisingContract
import OctopusIdentityContract
import OctopusSegments
import OctopusServiceKit

extension LiveAds.Look {
    /// What an end user is now: whether they may be shown ads, and to which segments they belong.
    ///
    /// Who has not agreed to advertising that is chosen by what is known of them belongs to none.
    init(
        at endUser: EndUserID,
        of tenant: TenantID,
        asking rules: [SegmentID: LiveRule],
        at now: Instant,
        in database: Database
    ) throws {
        let known = try EndUserRecord.find(endUser, of: tenant, in: database)
        isActive = known?.status == .active
        let consents = try Int64.one(
            database,
            "SELECT consents FROM segment_people WHERE tenant = ? AND id = ? AND is_active = 1",
            [tenant, endUser]
        )
        guard isActive, (consents ?? 0) & ConsentKind.advertising.bit != 0, !rules.isEmpty else {
            belongs = rules.mapValues { _ in false }
            return
        }
        let attributes = try SegmentAttribute.inUse(of: tenant, in: database)
        belongs = try rules.mapValues { rule in
            guard case .selects(let rule, let partner) = rule else { return false }
            return try Audience(
                rule,
                by: partner,
                of: tenant,
                among: .everybody,
                at: now,
                knowing: attributes
            ).contains(endUser, in: database)
        }
    }
}
