package import OctopusIdentityContract
import FoundationEssentials
import GRDB
package import OctopusServiceKit
import OctopusStore

extension RequestPasswordReset: CommandHandler {
    /// Writes the same for everybody, so that neither the answer nor its time tells who exists; a job looks
    /// for the user.
    package static func run(
        _ request: Request,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Reply {
        let tenant = try context.caller.requireTenant()
        let email = EmailAddress(request.email)?.text ?? request.email
        try context.take(Throttle.resets(email, in: tenant, context.caller.principal))
        let id = context.ids.uuid(at: context.now)
        let sealed = try context.environment.sealer.seal(
            Array(email.utf8),
            for: .resetRequest(id)
        )
        try context.database.run(
            "INSERT INTO reset_requests (id, tenant_id, sealed_email) VALUES (?, ?, ?)",
            [id, tenant, Data(sealed)]
        )
        try context.wake(PasswordResets.job)
        return Reply()
    }
}

extension ResetPassword: PreparedCommandHandler {
    package typealias Draft = Reply
    package typealias Prepared = PasswordByLink

    package static func prepare(
        _ request: Request,
        in context: WaitingContext<IdentityEnvironment>
    ) async throws -> Prepared {
        try await PasswordByLink.prepare(
            request.link,
            .passwordReset,
            request.newPassword,
            path: "newPassword",
            in: context
        )
    }

    package static func run(
        _ request: Request,
        with prepared: Prepared,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Reply {
        try prepared.run(in: context) { user, hash in
            guard try user.mayLogIn(in: context.database) else { throw prepared.refusal }
            try context.setOwnPassword(hash, of: user)
        }
        return Reply()
    }
}

/// Mails links to those who forgot a password.
enum PasswordResets {
    static let job = "password-resets"
    private static let slice = 20

    static func run(in context: WorkContext<IdentityEnvironment>) throws -> JobResult {
        let rows = try Row.all(
            context.database,
            "SELECT * FROM reset_requests ORDER BY id LIMIT ?",
            [slice]
        )
        for row in rows {
            let id: UUID = row["id"]
            let sealed: Data = row["sealed_email"]
            let email = try context.environment.sealer.open(Array(sealed), at: .resetRequest(id))
            try send(String(decoding: email, as: UTF8.self), of: row["tenant_id"], in: context)
            try context.database.run("DELETE FROM reset_requests WHERE id = ?", [id])
        }
        return rows.count == slice ? .again : .idle
    }

    private static func send(
        _ typed: String,
        of tenant: TenantID,
        in context: WorkContext<IdentityEnvironment>
    ) throws {
        guard let email = EmailAddress(typed),
            let user = try UserRecord.find(email: email, of: tenant, in: context.database),
            try user.mayLogIn(in: context.database)
        else { return }
        let (secret, expiresAt) = try LinkRecord.issue(
            .passwordReset,
            for: user.id,
            context.environment.lifetimes,
            in: context
        )
        try context.mail(.passwordReset(secret, until: expiresAt), to: user)
    }
}
