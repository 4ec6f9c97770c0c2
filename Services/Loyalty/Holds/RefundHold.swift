package import OctopusLoyaltyContract
package import OctopusServiceKit

extension RefundHold: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<LoyaltyEnvironment>
    ) throws -> Reply {
        let partner = try context.activePartner()
        var hold = try HoldRecord.find(request.holdId, of: partner.id, in: context.database)
        guard hold.status == .posted else {
            throw Refusal(.wrongState, "Only what was posted, and not yet refunded, can be.")
        }
        let book = try context.pointsBook()
        let returned = try book.putBack(
            TakenPortion.of(hold.id, .post, in: context.database),
            .refund,
            for: .hold(hold.id),
            note: request.note?.trimmed
        )
        try hold.end(as: .refunded, posted: hold.posted, at: context.now, in: context.database)
        let end = try context.tell(hold, spent: 0, returned, book, of: partner)
        return Reply(
            refunded: returned.usable,
            expired: returned.toldExpired,
            balance: end.balance
        )
    }
}
