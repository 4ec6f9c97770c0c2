package import OctopusIdentityContract
package import OctopusServiceKit

extension EndSession: PreparedCommandHandler {
    package typealias Draft = Reply
    package typealias Prepared = RecentProof

    package static func prepare(
        _ request: Request,
        in context: WaitingContext<IdentityEnvironment>
    ) async throws -> RecentProof {
        try await RecentProof.prepare(request.password, in: context)
    }

    package static func run(
        _ request: Request,
        with proof: RecentProof,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Reply {
        let person = try context.caller.requirePerson()
        guard let session = try SessionRecord.find(request.sessionId, in: context.database),
            session.subjectId == person.subject, session.tenantId == person.tenant
        else { throw Refusal(.notFound) }
        // One's own is ended by LogOut, too, without a proof.
        if session.id != person.session { try proof.demand(in: context) }
        let lifetimes = context.environment.lifetimes
        if session.isOpen(at: context.now, lifetimes) {
            try Sessions.end(session, lifetimes: lifetimes, in: context)
        }
        return Reply()
    }
}
