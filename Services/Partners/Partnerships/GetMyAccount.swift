package import OctopusPartnersContract
package import OctopusServiceKit

extension GetMyAccount: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<PartnersEnvironment>
    ) throws -> Reply {
        let partner = try context.caller.requirePartner()
        let standing = try StandingRecord.find(partner, in: context.database)
        let partnership = try PartnershipRecord.find(partner, in: context.database)
        return Reply(
            version: standing?.version,
            name: standing?.name,
            status: standing?.status,
            owner: try AccountOwner.of(partner, in: context.database)?.contact,
            phone: standing?.phone,
            website: standing?.website,
            description: standing?.description,
            joinedAt: standing?.joinedAt,
            package: partnership?.item,
            products: partnership?.products ?? [],
            limits: partnership?.raisedLimits,
            packageSinceAt: partnership?.since,
            addOns: try Balances.addOns(of: partner, in: context.database),
            impressions: try Balances.impressions(of: partner, in: context.database),
            heldImpressions: try HeldImpressions.of(partner, in: context.database),
            use: try Uses.all(
                of: partner,
                of: context.caller.requirePerson().tenant,
                at: context.now,
                in: context.database
            )
        )
    }
}
