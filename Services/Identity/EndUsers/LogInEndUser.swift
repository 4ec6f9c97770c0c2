package import OctopusIdentityContract
import GRDB
package import OctopusServiceKit

extension LogInEndUser: PreparedCommandHandler {
    package typealias Prepared = Empty
    package typealias Draft = IssuedSession

    package static func prepare(
        _ request: Request,
        in context: WaitingContext<IdentityEnvironment>
    ) async throws -> Empty {
        Empty()
    }

    package static func run(
        _ request: Request,
        with prepared: Empty,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> IssuedSession {
        let tenant = try context.caller.tenantInQuestion
        let database = context.database
        let contact = Contact(request.contact)
        let account = ThrottleKey.code(contact?.text ?? request.contact, in: tenant)
        let keys = [account, .source(context.caller.principal)]
        try Throttle.check(keys, in: database, at: context.now)
        let endUser = try contact.flatMap { try EndUserRecord.find($0, of: tenant, in: database) }
        guard let contact, let endUser, endUser.status == .active,
            try LoginCodeRecord.find(of: endUser.id, in: database)?.isRight(
                request.loginCode,
                by: contact,
                sealer: context.environment.sealer,
                at: context.now
            )
                == true
        else {
            context.countAfterRefusal(keys)
            if let endUser {
                context.afterRefusal { try LoginCodeRecord.countAttempt(of: endUser.id, in: $0) }
            }
            throw Refusal(.loginCodeInvalid)
        }
        try LoginCodeRecord.remove(of: endUser.id, in: database)
        try Throttle.forgive(account, in: database)
        return try Sessions.begin(Subject(endUser), of: tenant, in: context)
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
