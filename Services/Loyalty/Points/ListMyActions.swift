package import OctopusLoyaltyContract
package import OctopusServiceKit

extension ListMyActions: ReadHandler {
    private static let looksBack = Duration.seconds(7 * 86_400)

    package static func run(
        _ request: Request,
        in context: ReadContext<LoyaltyEnvironment>
    ) throws -> Reply {
        let (caller, database) = (context.caller, context.database)
        let partner = try caller.requirePartner()
        let limit = request.limit ?? 20
        let own = OwnActions(
            user: try caller.requirePerson().subject,
            partner: partner,
            since: context.now.adding(milliseconds: -looksBack.milliseconds),
            now: context.now,
            undo: try UndoWindow.of(partner, in: caller.requireTenant(), database),
            limit: limit
        )
        let actions =
            (caller.may(.points, .view) ? try own.ofPoints(in: database) : [])
            + (caller.may(.coupons, .view) ? try own.ofCoupons(in: database) : [])
        return Reply(actions: Array(actions.sorted { $0.at > $1.at }.prefix(Int(limit))))
    }
}
