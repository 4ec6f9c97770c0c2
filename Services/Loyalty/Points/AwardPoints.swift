package import OctopusLoyaltyContract
package import OctopusServiceKit

// The service's busiest command: six statements and an event, all of them over indexes, and one more of
// each with a day's first award of a partner to an end user. They are bound by hand in `GivePoints`,
// `IssuedToday`, `PointsBook` and `EndUserActivityRecord`, since `deploy/bench award-writer`, `award-each`
// and `award-c` measure them.
extension AwardPoints: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<LoyaltyEnvironment>
    ) throws -> Reply {
        try context.givePoints(context.order(request))
    }
}
