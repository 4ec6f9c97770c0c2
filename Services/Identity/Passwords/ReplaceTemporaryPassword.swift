package import OctopusIdentityContract
import GRDB
import OctopusFairTurns
package import OctopusServiceKit
import OctopusStore

extension ReplaceTemporaryPassword: PreparedCommandHandler {
    package typealias Draft = Reply

    package struct Prepared: Sendable {
        let throttle: Throttle
        /// As it was when the password was compared; nil if nobody has the e-mail.
        let user: UserRecord?
        let work: Work

        enum Work: Sendable {
            case set(passwordHash: String)
            /// It was done a moment ago, if the new password is the user's.
            case compare(isNew: Bool)
        }
    }

    package static func prepare(
        _ request: Request,
        in context: WaitingContext<IdentityEnvironment>
    ) async throws -> Prepared {
        let tenant = try context.caller.requireTenant()
        let (now, environment) = (context.now, context.environment)
        try PasswordRules.checkSize(request.password)
        try PasswordRules.checkSize(request.newPassword, path: "newPassword")
        let email = EmailAddress(request.email)
        let throttle = Throttle.password(
            email?.text ?? request.email,
            in: tenant,
            context.caller
        )
        let user = try await context.store.read { database in
            try throttle.check(in: database, at: now)
            return try email.flatMap { try UserRecord.find(email: $0, of: tenant, in: database) }
        }
        let share = Share(context.caller, account: user?.id.uuid)
        let (old, new) = (Password(request.password), Password(request.newPassword))
        let isRight = try await environment.hasher.verify(
            old,
            against: user?.passwordHash,
            for: share
        ).isRight
        // Two hashes for everybody, so that the time tells nothing.
        let work: Prepared.Work
        if isRight, let user, user.temporaryUntil != nil {
            work = .set(passwordHash: try await context.hash(new, of: user, unlike: old))
        } else {
            work = .compare(
                isNew: try await environment.hasher.verify(
                    new,
                    against: user?.passwordHash,
                    for: share
                ).isRight
            )
        }
        return Prepared(throttle: throttle, user: user, work: work)
    }

    package static func run(
        _ request: Request,
        with prepared: Prepared,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Reply {
        let database = context.database
        context.auditPerson(prepared.user?.id.uuid, of: prepared.user?.partnerId)
        try prepared.throttle.check(in: database, at: context.now)
        guard let compared = prepared.user,
            let user = try UserRecord.find(compared.id, in: database),
            user.passwordHash == compared.passwordHash, try user.mayLogIn(in: database),
            user.passwordOpens(at: context.now, context.environment.lifetimes)
        else { throw refuse(request, prepared, in: context) }
        switch prepared.work {
        case .set(let hash):
            try SecondFactor.demand(request.secondFactor, of: user, in: context)
            try context.setOwnPassword(hash, of: user)
        case .compare(isNew: true) where user.temporaryUntil == nil: break
        case .compare: throw refuse(request, prepared, in: context)
        }
        return Reply()
    }

    private static func refuse(
        _ request: Request,
        _ prepared: Prepared,
        in context: CommandContext<IdentityEnvironment>
    ) -> Refusal {
        context.countAfterRefusal(prepared.throttle)
        context.noteFailedProof(
            of: prepared.user?.id.uuid,
            EmailAddress(request.email)?.text ?? request.email,
            .badCredentials
        )
        return Refusal(.badCredentials)
    }
}
