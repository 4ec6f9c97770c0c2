package import OctopusPartnersContract
package import OctopusServiceKit

extension ConfirmPartnership: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<PartnersEnvironment>
    ) throws -> Reply {
        let tenant = try context.caller.requireTenant()
        let found = try PartnershipFormRecord.find(
            request.secret,
            of: tenant,
            in: context.database
        )
        let life = PartnershipFormRecord.lifeMilliseconds
        guard var record = found, record.expiresAt.isAlive(at: context.now, life: life) else {
            throw Refusal(.confirmationInvalid)
        }
        // Opened twice, by a person or by a scanner of mails, it is one request.
        if let known = record.request { return Reply(requestId: known) }
        let made = try context.create(
            RequestRecord(
                record.form(context.environment.sealer),
                of: tenant,
                id: context.newID(),
                at: context.now
            )
        )
        record.request = made.id
        try record.storeChange(in: context.database)
        return Reply(requestId: made.id)
    }
}
