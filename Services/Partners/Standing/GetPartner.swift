import GRDB
package import OctopusPartnersContract
package import OctopusServiceKit

extension GetPartner: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<PartnersEnvironment>
    ) throws -> Reply {
        let (database, id) = (context.database, request.partnerId)
        let tenant = try context.caller.requireTenant()
        let standing = try StandingRecord.find(id, of: tenant, in: database)
        let partnership = try PartnershipRecord.find(id, in: database)
        let asked = try RequestRecord.opened(id, of: tenant, in: database)
        return Reply(
            partner: standing.myPartner(partnership),
            statusSinceAt: standing.statusSince,
            statusReason: standing.isLost
                ? "Its account is not known any more." : standing.statusReason,
            owner: try AccountOwner.of(id, in: database)?.contact,
            business: business(standing, asked),
            website: standing.website,
            description: standing.description,
            channels: try channels(of: id, in: database),
            products: partnership?.products ?? [],
            limits: partnership?.raisedLimits,
            addOns: try Balances.addOns(of: id, in: database),
            impressions: try Balances.impressions(of: id, in: database),
            aboveDefaultPackage: partnership == nil
                ? try DefaultPackages.excess(of: id, of: tenant, in: database) : nil
        )
    }

    /// Nil for a partner of which nobody has said anything.
    private static func business(
        _ standing: StandingRecord,
        _ asked: RequestRecord?
    ) -> PartnerContact? {
        guard standing.phone ?? asked?.contactName ?? asked?.email != nil else { return nil }
        return PartnerContact(
            name: asked?.contactName,
            email: asked?.email,
            phone: standing.phone
        )
    }

    /// The newest ones, without what their partner writes at length: together they stay small.
    private static func channels(
        of partner: PartnerID,
        in database: Database
    ) throws -> [PartnerChannel] {
        try Row.all(
            database,
            """
            SELECT id, name, status, followers FROM channels
            LEFT JOIN channel_counts ON channel_counts.channel = channels.id
            WHERE partner = ? ORDER BY seq DESC LIMIT ?
            """,
            [partner, PartnersLimits.partnerChannels]
        ).map {
            PartnerChannel(id: $0[0], name: $0[1], status: $0[2], followers: $0[3] ?? 0)
        }
    }
}
