import OctopusIdentityContract
import OctopusLoyaltyContract
import OctopusServiceKit

/// Keeps of identity's tenants, partners and end users what points and coupons need.
let identityFollower = FollowerDefinition<LoyaltyEnvironment>.projection(
    "identity",
    of: "identity",
    [
        .on(TenantChanged.self) { event, _, context in
            try Tenants.apply(event, replaces: context.replaces, in: context.database)
        },
        .on(PartnerChanged.self, retention: PartnerRecord.retention) { event, _, context in
            try PartnerRecord.apply(
                event,
                of: context.tenant,
                replaces: context.replaces,
                in: context.database
            )
        },
        .on(EndUserChanged.self, retention: EndUserRecord.retention) { event, personal, context in
            try EndUserRecord.apply(
                event,
                personal,
                of: context.tenant,
                replaces: context.replaces,
                in: context.work.transaction
            )
        },
    ]
)
