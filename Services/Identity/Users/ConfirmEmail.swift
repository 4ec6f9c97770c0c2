package import OctopusIdentityContract
package import OctopusServiceKit

extension ConfirmEmail: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Reply {
        let (database, now) = (context.database, context.now)
        guard let link = try LinkRecord.find(request.link, for: .newEmail, in: database),
            let email = link.email,
            var user = try UserRecord.known(
                link.userId,
                of: context.caller.requireTenant(),
                in: database
            )
        else { throw Refusal(.linkInvalid) }
        context.auditPerson(user.id.uuid, of: user.partnerId)
        // It was done, and its answer was lost.
        if user.email == email, link.isRepeatable(at: now) { return Reply() }
        guard user.status == .active,
            try link.consume(in: database, at: now, context.environment.lifetimes)
        else { throw Refusal(.linkInvalid) }
        let old = user.email
        user.take(email: email)
        user = try context.storeNext(of: user)
        // Links that went to the old address are no longer the user's.
        try LinkRecord.voidAll(of: user.id, in: database)
        try context.mail(.emailChanged, to: user, at: old)
        return Reply()
    }
}
