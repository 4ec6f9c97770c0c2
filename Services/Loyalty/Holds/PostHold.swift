package import OctopusLoyaltyContract
package import OctopusServiceKit

extension PostHold: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<LoyaltyEnvironment>
    ) throws -> Reply {
        let partner = try context.activePartner()
        let hold = try HoldRecord.find(request.holdId, of: partner.id, in: context.database)
        let posted = try hold.posting(request.amount, at: context.now)
        let end = try context.end(
            hold,
            as: .posted,
            posting: posted,
            of: partner,
            by: Acting(context.caller)
        )
        return Reply(
            posted: posted,
            released: end.returned.usable,
            expired: end.returned.toldExpired,
            balance: end.balance
        )
    }
}
