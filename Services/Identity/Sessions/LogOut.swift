package import OctopusIdentityContract
package import OctopusServiceKit

extension LogOut: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Reply {
        let person = try context.caller.requirePerson()
        if let session = try SessionRecord.find(person.session, in: context.database),
            session.isOpen(at: context.now, context.environment.lifetimes)
        {
            try Sessions.end(
                session,
                lifetimes: context.environment.lifetimes,
                in: context
            )
        }
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
