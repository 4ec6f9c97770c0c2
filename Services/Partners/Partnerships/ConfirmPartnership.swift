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
        let form = try record.form(context.environment.sealer)
        let id = try requestId(of: form, tenant, in: context)
        record.become(id)
        try record.storeChange(in: context.database)
        return Reply(requestId: id)
    }

    /// The one that waits, which tells nobody but who has the mailbox; or a new one.
    private static func requestId(
        of form: PartnershipForm,
        _ tenant: TenantID,
        in context: CommandContext<PartnersEnvironment>
    ) throws -> RequestID {
        let database = context.database
        if let waiting = try RequestRecord.stranger(form.email, of: tenant, in: database) {
            return waiting.id
        }
        try Strangers.demandRoom(at: tenant, in: database)
        return try context.create(
            RequestRecord(form, of: tenant, id: context.newID(), at: context.now)
        ).id
    }
}
