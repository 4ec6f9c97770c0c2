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
        // Who came to be by a request has its id.
        let asked = try RequestRecord.known(RequestID(id.uuid), of: tenant, in: database)
        return Reply(
            partner: standing.myPartner(partnership),
            statusSinceAt: standing.statusSince,
            statusReason: standing.statusReason,
            owner: try AccountOwner.of(id, in: database)?.contact,
            business: asked.map {
                PartnerContact(name: $0.contactName, email: $0.email, phone: $0.phone)
            },
            website: asked?.website,
            channels: try ChannelRecord.all(
                database,
                "SELECT * FROM channels WHERE partner = ? ORDER BY seq DESC LIMIT 100",
                [id]
            ).map { try $0.channel(in: database) },
            products: partnership?.products ?? [],
            limits: partnership?.raisedLimits,
            addOns: try Balances.addOns(of: id, in: database),
            impressions: try Balances.impressions(of: id, in: database)
        )
    }
}
