package import OctopusIdentityContract
import GRDB
package import OctopusServiceKit

extension Impersonate: PreparedCommandHandler {
    package typealias Prepared = Empty
    package typealias Draft = IssuedSession

    package static func run(
        _ request: Request,
        with prepared: Empty,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> IssuedSession {
        let database = context.database
        guard let user = try context.caller.user(in: database) else { throw Refusal(.denied) }
        let actor = Actor(user: user, session: try own(in: context))
        let partner = try PartnerRecord.find(
            request.partnerId,
            of: context.caller.requireTenant(),
            in: database
        )
        guard partner.status == .active else { throw Refusal(.partnerSuspended) }
        guard let owner = try UserRecord.owner(of: partner.id, in: database),
            owner.status != .disabled
        else { throw Refusal(.notFound) }
        guard try mayAct(user, in: database) else { throw Refusal(.denied) }
        let subject = try Subject(owner, in: database).acted(by: user)
        if let key = context.key,
            let begun = try SessionRecord.begun(by: key, of: owner.id.uuid, in: database),
            begun.actorId == user.id, begun.ownSessionId == actor.session.id,
            let issued = try Sessions.again(begun, subject, in: context)
        {
            return issued
        }
        let issued = try Sessions.begin(
            subject,
            of: partner.tenantId,
            acting: actor,
            in: context
        )
        try tell(of: issued.person.session, owner, partner, actor, in: context)
        return issued
    }

    /// The session that the tenant user came in.
    private static func own(
        in context: CommandContext<IdentityEnvironment>
    ) throws -> SessionRecord {
        let id = try context.caller.requirePerson().session
        guard let own = try SessionRecord.find(id, in: context.database),
            own.isOpen(at: context.now, context.environment.lifetimes)
        else { throw Refusal(.tokenRevoked) }
        return own
    }

    private static func tell(
        of session: SessionID,
        _ owner: UserRecord,
        _ partner: PartnerRecord,
        _ actor: Actor,
        in context: CommandContext<IdentityEnvironment>
    ) throws {
        try context.emit(
            ImpersonationBegan(
                session: session,
                partner: partner.id,
                owner: owner.id,
                actor: actor.user.id,
                ownSession: actor.session.id
            ),
            about: session.uuid,
            tenant: partner.tenantId,
            partner: partner.id
        )
        context.noteProof(.logIn, of: actor.user.id.uuid, session: session)
    }

    package static func finish(
        _ draft: IssuedSession,
        in context: WaitingContext<IdentityEnvironment>
    ) async throws -> Reply {
        guard let partner = draft.person.partner, let actor = draft.person.actor else {
            throw Refusal(.internalError)
        }
        return Reply(
            accessToken: try await draft.accessToken(in: context),
            accessExpiresAt: draft.accessExpiresAt,
            refreshToken: draft.refreshToken,
            sessionId: draft.person.session,
            idleEndsAt: draft.idleEndsAt,
            userId: UserID(draft.person.subject),
            partnerId: partner,
            actorId: UserID(actor)
        )
    }

    /// The owner in whose place a session acts, while everything holds by which it was begun: the tenant
    /// user's own session and right, the partner's standing, and who owns it.
    static func subject(
        of session: SessionRecord,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Subject? {
        let database = context.database
        guard let actorId = session.actorId, let partnerId = session.partnerId,
            let ownId = session.ownSessionId,
            let own = try SessionRecord.find(ownId, in: database),
            own.isOpen(at: context.now, context.environment.lifetimes),
            let actor = try UserRecord.find(actorId, in: database),
            try mayAct(actor, in: database),
            let partner = try PartnerRecord.known(partnerId, of: session.tenantId, in: database),
            partner.status == .active,
            let owner = try UserRecord.owner(of: partnerId, in: database),
            owner.id.uuid == session.subjectId, owner.status != .disabled
        else { return nil }
        return try Subject(owner, in: database).acted(by: actor)
    }

    private static func mayAct(_ user: UserRecord, in database: Database) throws -> Bool {
        guard user.partnerId == nil, try user.mayLogIn(in: database) else { return false }
        return try user.levels(in: database)[.partnerManagement] == .full
    }
}

extension ExitImpersonation: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Reply {
        let person = try context.caller.requirePerson()
        guard person.actor != nil,
            let session = try SessionRecord.find(person.session, in: context.database),
            let own = session.ownSessionId
        else { throw Refusal(.notImpersonating) }
        let lifetimes = context.environment.lifetimes
        if session.isOpen(at: context.now, lifetimes) {
            try Sessions.end(session, lifetimes: lifetimes, in: context)
        }
        return Reply(sessionId: own)
    }
}
