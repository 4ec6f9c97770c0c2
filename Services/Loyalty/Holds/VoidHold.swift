package import OctopusLoyaltyContract
package import OctopusServiceKit

extension VoidHold: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<LoyaltyEnvironment>
    ) throws -> Reply {
        let partner = try context.activePartner()
        let hold = try HoldRecord.find(request.holdId, of: partner.id, in: context.database)
        try hold.requirePending(at: context.now)
        let end = try context.end(hold, as: .voided, of: partner, by: Acting(context.caller))
        return Reply(
            released: end.returned.usable,
            expired: end.returned.toldExpired,
            balance: end.balance
        )
    }
}
