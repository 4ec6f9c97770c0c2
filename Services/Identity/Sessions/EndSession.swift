package import OctopusIdentityContract
package import OctopusServiceKit

extension EndSession: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Reply {
        let person = try context.caller.requirePerson()
        guard let session = try SessionRecord.find(request.sessionId, in: context.database),
            session.subjectId == person.subject, session.tenantId == person.tenant
        else { throw Refusal(.notFound) }
        let lifetimes = context.environment.lifetimes
        if session.isOpen(at: context.now, lifetimes) {
            try Sessions.end(session, lifetimes: lifetimes, in: context)
        }
        return Reply()
    }
}
