import GRDB
import OctopusMail
package import OctopusPartnersContract
package import OctopusServiceKit

extension AbandonPartnership: CommandHandler {
    /// Nothing is on its way to identity: it has said that it can't open the account, and was not asked anew.
    package static func run(
        _ request: Request,
        in context: CommandContext<PartnersEnvironment>
    ) throws -> Empty {
        let database = context.database
        var record = try RequestRecord.find(
            request.requestId,
            of: context.caller.requireTenant(),
            in: database
        )
        guard let partner = record.partner,
            try StuckPartnerships.isTaken(partner, in: database)
        else { throw Refusal(.notFound) }
        try StuckPartnerships.end(partner, in: database)
        // No invoice was made of them: there is none without an account.
        try database.run("DELETE FROM charges WHERE partner = ?", [partner])
        try database.run("DELETE FROM billing WHERE partner = ?", [partner])
        try context.endEntitlement(of: partner)
        try context.forget(&record)
        try context.takeBackMail(about: record.id.uuid)
        return Empty()
    }
}
