package import OctopusIdentityContract
package import OctopusServiceKit

extension LogOut: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Reply {
        try Sessions.endPresent(in: context)
        return Reply()
    }
}

extension LogOutEverywhere: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Reply {
        Reply(
            ended: try Sessions.endAll(
                of: context.caller.requirePerson().subject,
                lifetimes: context.environment.lifetimes,
                in: context
            )
        )
    }
}
