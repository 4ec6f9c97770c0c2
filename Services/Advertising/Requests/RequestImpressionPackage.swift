import GRDB
package import OctopusAdvertisingContract
import OctopusPartnersContract
package import OctopusServiceKit
import OctopusStore

extension RequestImpressionPackage: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<AdvertisingEnvironment>
    ) throws -> Reply {
        let partner = try context.advertisingPartner()
        let package = try ImpressionPackageRecord.find(
            request.impressionPackageId,
            of: partner.tenant,
            in: context.database
        )
        guard package.status == .available else { throw Refusal(.impressionPackageRetired) }
        let waiting = try ImpressionRequestRecord.waiting(of: partner.id, in: context.database)
        guard waiting.requests < AdvertisingLimits.requests else {
            throw Refusal(.tooManyImpressionRequests)
        }
        try context.demandRoom(for: package.impressions, of: partner.id)
        guard let tenant = try TenantRecord.find(partner.tenant, in: context.database) else {
            throw Refusal(.notFound)
        }
        let record = ImpressionRequestRecord(
            id: context.newID(),
            tenant: partner.tenant,
            partner: partner.id,
            package: package.id,
            impressions: package.impressions,
            requestedAt: context.now
        )
        try record.store(in: context.database)
        let person = try context.caller.requirePerson()
        try context.emit(
            ApprovalWanted(
                requestId: record.id,
                kind: .advertisingPackage,
                title: package.name,
                items: [package.item(in: tenant.currency)],
                askedById: UserID(person.subject),
                askedActorId: person.actor.map { UserID($0) }
            ),
            about: record.id.uuid,
            of: partner
        )
        return Reply(requestId: record.id)
    }
}
