package import OctopusIdentityContract
import GRDB
import OctopusMesh
package import OctopusServiceKit

extension RefreshToken: PreparedCommandHandler {
    package typealias Prepared = Empty

    package enum Draft: Sendable {
        case continued(IssuedSession)
        /// The token was in two hands, and its session has ended: a change that is committed, and
        /// a refusal nevertheless.
        case ended
    }

    package static func run(
        _ request: Request,
        with prepared: Empty,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Draft {
        let database = context.database
        let lifetimes = context.environment.lifetimes
        guard let token = try RefreshTokenRecord.find(request.refreshToken, in: database),
            var session = try SessionRecord.find(token.sessionId, in: database),
            session.tenantId == (try context.caller.requireTenant()),
            try session.isOf(context.caller.principal, in: database),
            session.isOpen(at: context.now, lifetimes),
            let subject = try subject(of: session, in: context)
        else { throw Refusal(.refreshTokenInvalid) }
        let successor = try token.traded(in: database)
        let verdict = try token.verdict(at: context.now, lifetimes, in: database)
        guard verdict != .reuse else {
            try Sessions.end(session, lifetimes: lifetimes, in: context)
            context.noteProof(.refreshTokenReused, of: session.subjectId, session: session.id)
            return .ended
        }
        let sealer = context.environment.sealer
        let again = try verdict == .tradeAgain ? token.tradedFor(sealer, in: database) : nil
        let secret =
            try again
            ?? token.trade(
                voiding: verdict == .tradeAgain ? successor : nil,
                sealer,
                in: context
            )
        try use(&session, in: context)
        return .continued(
            try IssuedSession(session, subject, refreshToken: secret, in: context)
        )
    }

    package static func finish(
        _ draft: Draft,
        in context: WaitingContext<IdentityEnvironment>
    ) async throws -> Reply {
        guard case .continued(let issued) = draft else { throw Refusal(.refreshTokenInvalid) }
        let person = issued.person
        return Reply(
            accessToken: try await issued.accessToken(in: context),
            accessExpiresAt: issued.accessExpiresAt,
            refreshToken: issued.refreshToken,
            sessionId: person.session,
            userId: person.userID,
            endUserId: person.endUserID,
            partnerId: person.partner,
            visitorId: person.visitorID
        )
    }

    /// Notes that a session goes on; a tenant user's own goes on by what they do as a partner.
    private static func use(
        _ session: inout SessionRecord,
        in context: CommandContext<IdentityEnvironment>
    ) throws {
        let lifetimes = context.environment.lifetimes
        let address = context.caller.place.address
        session.use(at: context.now, from: address, lifetimes: lifetimes)
        try session.update(context.database)
        if session.kind == .endUser {
            let endUser = EndUserID(session.subjectId)
            try SightingRecord.note(endUser, of: session.tenantId, in: context)
        }
        if let id = session.ownSessionId,
            var own = try SessionRecord.find(id, in: context.database)
        {
            own.use(at: context.now, from: address, lifetimes: lifetimes)
            try own.update(context.database)
        }
    }

    /// The person of the session, while they may have one.
    private static func subject(
        of session: SessionRecord,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Subject? {
        let database = context.database
        if session.actorId != nil {
            return try Impersonate.subject(of: session, in: context)
        }
        switch session.kind {
        case .user:
            guard let user = try UserRecord.find(UserID(session.subjectId), in: database),
                try user.mayLogIn(in: database)
            else { return nil }
            return try Subject(user, in: database)
        case .endUser:
            guard
                let endUser = try EndUserRecord.known(
                    EndUserID(session.subjectId),
                    of: session.tenantId,
                    in: database
                ),
                endUser.status == .active
            else { return nil }
            return Subject(endUser)
        case .visitor: return Subject(VisitorID(session.subjectId))
        case .service: return nil
        }
    }
}
