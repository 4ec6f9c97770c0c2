import OctopusIdentityContract
import OctopusLoyaltyContract
import OctopusServiceKit

/// Keeps of identity's tenants, partners and end users what points and coupons need.
let identityFollower = FollowerDefinition<LoyaltyEnvironment>.projection(
    "identity",
    of: "identity",
    [
        .on(TenantChanged.self) { event, _, context in
            try Tenants.apply(event, in: context.database)
        },
        .on(PartnerChanged.self, retain: PartnerRecord.retain) { event, _, context in
            try PartnerRecord.apply(event, of: context.tenant, in: context.database)
        },
        .on(EndUserChanged.self, retain: EndUserRecord.retain) { event, personal, context in
            let transaction = context.work.transaction
            try EndUserRecord.apply(event, personal, of: context.tenant, in: transaction)
        },
    ]
)
