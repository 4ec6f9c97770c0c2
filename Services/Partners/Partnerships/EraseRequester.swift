import OctopusMail
package import OctopusPartnersContract
package import OctopusServiceKit

extension EraseRequester: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<PartnersEnvironment>
    ) throws -> Empty {
        var record = try RequestRecord.find(
            request.requestId,
            of: context.caller.requireTenant(),
            in: context.database
        )
        guard record.kind == .partnership else { throw Refusal(.notFound) }
        if record.status == .approved, let partner = record.partner,
            try StandingRecord.find(partner, in: context.database) == nil
        {
            throw Refusal(.wrongState, "Its account is not open yet.")
        }
        try context.forget(&record)
        // The decision's mail, if it waits still.
        try context.takeBackMail(about: record.id.uuid)
        return Empty()
    }
}
