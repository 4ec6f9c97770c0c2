package import OctopusIdentityContract
package import OctopusServiceKit

extension UnblockEndUser: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Reply {
        guard
            let endUser = try EndUserRecord.find(
                request.endUserId,
                of: context.caller.tenantInQuestion,
                in: context.database
            ),
            endUser.status != .erased
        else { throw Refusal(.notFound) }
        let now = try endUser.become(
            .active,
            lifetimes: context.environment.lifetimes,
            in: context
        )
        return Reply(version: now.version)
    }
}
