package import OctopusIdentityContract
import GRDB
package import OctopusServiceKit
import OctopusStore

extension EditOwnProfile: PreparedCommandHandler {
    package typealias Draft = Reply
    /// Nil where no password was sent.
    package typealias Prepared = PasswordProof?

    package static func prepare(
        _ request: Request,
        in context: WaitingContext<IdentityEnvironment>
    ) async throws -> Prepared {
        guard let password = request.password else { return nil }
        return try await PasswordProof.prepare(password, in: context)
    }

    package static func run(
        _ request: Request,
        with proof: Prepared,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Reply {
        var fields = FieldRules()
        let name = fields.text(request.name, "name", IdentityLimits.name)
        let typed = fields.email(request.email, "email")
        let phone = request.phone.flatMap { fields.phone($0, "phone") }
        guard var user = try context.caller.user(in: context.database) else {
            throw Refusal(.denied)
        }
        // Who reads the address can have a new password: a session alone must not change it.
        if let typed, typed.text != user.email, proof == nil {
            fields.refuse("password", .required, "A new e-mail needs your password.")
        }
        try fields.check()
        guard let email = typed else { throw FieldRules.refusal("email", .form) }
        let waiting = try LinkRecord.open(
            .newEmail,
            of: user.id,
            in: context.database,
            at: context.now
        )?.email
        // It was done, and its answer was lost.
        if user.version == request.version + 1, user.name == name, user.phone == phone?.text,
            email.text == waiting ?? user.email
        {
            return Reply(version: user.version, newEmail: waiting)
        }
        guard user.version == request.version else { throw Refusal(.stale) }
        if email.text != user.email { _ = try proof?.demand(in: context) }
        user.take(name: name)
        user.phone = phone?.text
        user = try context.storeNext(of: user)
        if email.text == user.email {
            try LinkRecord.void(.newEmail, of: user.id, in: context.database)
            return Reply(version: user.version)
        }
        try ask(user, for: email, in: context)
        return Reply(version: user.version, newEmail: email.text)
    }

    /// Mails a link to the new address.
    ///
    /// If another user has it, that is told by the link alone: else the answer would tell anybody which
    /// addresses have an account.
    private static func ask(
        _ user: UserRecord,
        for email: EmailAddress,
        in context: CommandContext<IdentityEnvironment>
    ) throws {
        try context.take(Throttle.links(of: user))
        try context.demandMayWriteToStrangers()
        let (secret, expiresAt) = try LinkRecord.issue(
            .newEmail,
            for: user.id,
            email: email.text,
            context.environment.lifetimes,
            in: context
        )
        try context.mail(.newEmail(secret, until: expiresAt), to: user, at: email.text)
        try context.mail(.emailAsked, to: user)
    }
}
