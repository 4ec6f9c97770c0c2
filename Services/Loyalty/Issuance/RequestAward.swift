package import OctopusLoyaltyContract
package import OctopusServiceKit

extension RequestAward: CommandHandler {
    /// What could not be given now is refused at once.
    package static func run(
        _ request: Request,
        in context: CommandContext<LoyaltyEnvironment>
    ) throws -> Reply {
        let order = try context.order(request)
        let terms = try context.awardTerms(of: order)
        try context.expiry(of: terms)
        let partner = terms.partner
        try context.demandFreeReference(of: order.slip, at: partner.id)
        let pending = try AwardRequestRules.pending(
            of: partner.id,
            at: context.now,
            in: context.database
        )
        guard pending < AwardRequestRules.mostPending else {
            throw Refusal(.tooMany, "There are \(pending) requests that wait; decide these first.")
        }
        let record = try context.create(
            AwardRequestRecord(
                order,
                id: context.newID(),
                of: partner,
                by: context.caller.requirePerson(),
                as: Acting(context.caller),
                at: context.now
            )
        )
        return Reply(requestId: record.id, expiresAt: record.expiresAt)
    }
}
