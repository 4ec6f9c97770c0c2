package import OctopusIdentityContract
package import OctopusServiceKit

extension LogOutEverywhere: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Reply {
        Reply(
            ended: try Sessions.endAll(
                of: context.caller.loggedIn.subject,
                lifetimes: context.environment.lifetimes,
                in: context
            )
        )
    }
}
