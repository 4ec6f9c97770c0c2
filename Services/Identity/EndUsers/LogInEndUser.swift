package import OctopusIdentityContract
import GRDB
import OctopusMesh
package import OctopusServiceKit

extension LogInEndUser: PreparedCommandHandler {
    package typealias Prepared = Empty
    package typealias Draft = IssuedSession

    package static func run(
        _ request: Request,
        with prepared: Empty,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> IssuedSession {
        let tenant = try context.caller.requireTenant()
        let database = context.database
        let contact = Contact(request.contact)
        let throttle = Throttle.loginCode(
            contact?.text ?? request.contact,
            in: tenant,
            context.caller
        )
        try throttle.check(in: database, at: context.now)
        let endUser = try contact.flatMap { try EndUserRecord.find($0, of: tenant, in: database) }
        // A code that another program asked for is none here, and its attempts are not used up.
        let code = try endUser.flatMap {
            try LoginCodeRecord.find(of: $0.id, for: context.caller.principal, in: database)
        }
        guard let contact, let endUser, endUser.status == .active, let code,
            try code.isRight(
                request.loginCode,
                by: contact,
                sealer: context.environment.sealer,
                at: context.now,
                life: context.environment.lifetimes.loginCodeMilliseconds
            )
        else {
            // A scanner's or keyboard's line end alone is no guess.
            guard !TypedCode.isEmpty(request.loginCode) else { throw Refusal(.loginCodeInvalid) }
            context.countAfterRefusal(throttle)
            context.noteFailedProof(
                of: endUser?.id.uuid,
                contact?.text ?? request.contact,
                .loginCodeInvalid
            )
            if let code { context.afterRefusal { try code.countAttempt(in: $0) } }
            throw Refusal(.loginCodeInvalid)
        }
        try throttle.forgive(in: database)
        try SightingRecord.note(endUser.id, of: tenant, in: context)
        if let id = code.sessionId {
            // The code is right, so this counts as no guess.
            guard let session = try SessionRecord.find(id, in: database),
                let issued = try Sessions.again(session, Subject(endUser), in: context)
            else { throw Refusal(.loginCodeInvalid) }
            context.noteProof(.logIn, of: endUser.id.uuid, session: session.id)
            return issued
        }
        let issued = try Sessions.begin(Subject(endUser), of: tenant, in: context)
        try code.noteUse(for: issued.person.session, in: database)
        context.noteProof(.logIn, of: endUser.id.uuid, session: issued.person.session)
        return issued
    }

    package static func finish(
        _ draft: IssuedSession,
        in context: WaitingContext<IdentityEnvironment>
    ) async throws -> Reply {
        Reply(
            accessToken: try await draft.accessToken(in: context),
            accessExpiresAt: draft.accessExpiresAt,
            refreshToken: draft.refreshToken,
            sessionId: draft.person.session,
            endUserId: EndUserID(draft.person.subject)
        )
    }
}
