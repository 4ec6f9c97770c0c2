package import OctopusIdentityContract
import GRDB
import OctopusFairTurns
package import OctopusServiceKit
import OctopusStore

extension LogIn: PreparedCommandHandler {
    package typealias Draft = IssuedSession

    package struct Prepared: Sendable {
        let throttle: Throttle
        /// As it was when the password was compared; nil if nobody has the e-mail.
        let user: UserRecord?
        /// What the person logged in from before.
        let device: KnownDeviceRecord?
        let password: PasswordHasher.Verification
    }

    package static func prepare(
        _ request: Request,
        in context: WaitingContext<IdentityEnvironment>
    ) async throws -> Prepared {
        let tenant = try context.caller.requireTenant()
        let now = context.now
        try PasswordRules.checkSize(request.password)
        let email = EmailAddress(request.email)
        let caller = context.caller
        let (user, device, throttle) = try await context.store.read { database in
            let user = try email.flatMap {
                try UserRecord.find(email: $0, of: tenant, in: database)
            }
            let device = try KnownDeviceRecord.find(
                request.device,
                of: user?.id,
                in: database,
                at: now
            )
            let throttle = Throttle.password(
                email?.text ?? request.email,
                in: tenant,
                caller,
                device: device
            )
            try throttle.check(in: database, at: now)
            return (user, device, throttle)
        }
        let password = try await context.environment.hasher.verify(
            Password(request.password),
            against: user?.passwordHash,
            for: Share(context.caller, account: user?.id.uuid)
        )
        return Prepared(throttle: throttle, user: user, device: device, password: password)
    }

    package static func run(
        _ request: Request,
        with prepared: Prepared,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> IssuedSession {
        let database = context.database
        // Asked again, since a hundred guesses at once all passed when they were prepared.
        try prepared.throttle.check(in: database, at: context.now)
        guard prepared.password.isRight, let compared = prepared.user,
            let user = try UserRecord.find(compared.id, in: database),
            user.passwordHash == compared.passwordHash, try user.mayLogIn(in: database),
            user.passwordOpens(at: context.now, context.environment.lifetimes)
        else {
            context.countAfterRefusal(prepared.throttle)
            context.noteFailedProof(
                of: prepared.user?.id.uuid,
                EmailAddress(request.email)?.text ?? request.email,
                .badCredentials
            )
            throw Refusal(.badCredentials)
        }
        guard user.temporaryUntil == nil else { throw Refusal(.passwordChangeRequired) }
        let begun = try context.key.flatMap {
            try SessionRecord.begun(by: $0, of: user.id.uuid, in: database)
        }
        try SecondFactor.demand(
            request.secondFactor,
            of: user,
            repeated: begun != nil,
            in: context
        )
        try prepared.throttle.forgive(in: database)
        if let better = prepared.password.betterHash {
            try database.run(
                "UPDATE users SET password_hash = ? WHERE id = ?",
                [better, user.id]
            )
        }
        return try begin(for: user, begun, on: prepared.device, in: context)
    }

    /// A session of its own for each call, and the same one for a call that is repeated.
    private static func begin(
        for user: UserRecord,
        _ begun: SessionRecord?,
        on device: KnownDeviceRecord?,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> IssuedSession {
        let subject = try Subject(user, in: context.database)
        var issued =
            try begun.flatMap { try Sessions.again($0, subject, in: context) }
            ?? Sessions.begin(subject, of: user.tenantId, in: context)
        issued.device = try KnownDeviceRecord.remember(device, of: user.id, in: context)
        context.noteProof(.logIn, of: user.id.uuid, session: issued.person.session)
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
            userId: UserID(draft.person.subject),
            partnerId: draft.person.partner,
            device: draft.device?.text
        )
    }
}
