package import OctopusIdentityContract
import FoundationEssentials
import GRDB
import OctopusMail
import OctopusMesh
package import OctopusServiceKit
import OctopusStore

extension RequestLoginCode: CommandHandler {
    /// Writes the same for everybody, so that neither the answer nor its time tells who exists; a job looks
    /// for the end user.
    package static func run(
        _ request: Request,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Reply {
        let tenant = try context.caller.requireTenant()
        let contact = Contact(request.contact)
        let typed = contact?.text ?? request.contact
        let throttle = Throttle.codeRequests(typed, in: tenant, context.caller)
        try throttle.check(in: context.database, at: context.now)
        if case .phone? = contact {
            _ = try MessagePrograms.deliverer(of: tenant, in: context.database)
        }
        let program = context.caller.principal
        guard let key = program.publicKey else {
            throw Refusal(.denied, "A code is bound to a program's key, and this one has none.")
        }
        try throttle.count(in: context.database, at: context.now)
        let lifetime = context.environment.lifetimes.loginCodeMilliseconds
        let expiresAt = context.now.adding(milliseconds: lifetime)
        let id = context.ids.uuid(at: context.now)
        let sealed = try context.environment.sealer.seal(
            Array(typed.utf8),
            for: .codeRequest(id)
        )
        try context.database.run(
            """
            INSERT INTO code_requests (id, tenant_id, program, program_key, sealed_contact, expires_at)
            VALUES (?, ?, ?, ?, ?, ?)
            """,
            [id, tenant, program.name, key, Data(sealed), expiresAt]
        )
        try context.wake(LoginCodes.job)
        return Reply(expiresAt: expiresAt)
    }
}

/// Sends codes to those who want to log in.
enum LoginCodes {
    static let job = "login-codes"
    private static let slice = 20

    static func run(in context: WorkContext<IdentityEnvironment>) throws -> JobResult {
        let rows = try Row.all(
            context.database,
            "SELECT * FROM code_requests ORDER BY id LIMIT ?",
            [slice]
        )
        for row in rows {
            let id: UUID = row["id"]
            try context.database.run("DELETE FROM code_requests WHERE id = ?", [id])
            // One that a clock made ahead must not void what was asked for since.
            let expiresAt: Instant = row["expires_at"]
            let life = context.environment.lifetimes.loginCodeMilliseconds
            guard expiresAt.isAlive(at: context.now, life: life) else { continue }
            let sealed: Data = row["sealed_contact"]
            let typed = try context.environment.sealer.open(Array(sealed), at: .codeRequest(id))
            let tenant: TenantID = row["tenant_id"]
            guard let contact = Contact(String(decoding: typed, as: UTF8.self)),
                let endUser = try EndUserRecord.find(contact, of: tenant, in: context.database),
                endUser.status == .active
            else { continue }
            let code = LoginCode.draw(from: context.randomBytes(8))
            let record = LoginCodeRecord(
                id: id,
                endUserId: endUser.id,
                program: row["program"],
                programKey: row["program_key"],
                contact: contact.kind,
                sealedCode: Data(
                    try context.environment.sealer.seal(Array(code.utf8), for: .loginCode(id))
                ),
                attemptsLeft: LoginCodeRecord.maximumAttempts,
                expiresAt: expiresAt
            )
            try record.replaceOthers(in: context.database)
            try send(code, to: endUser, at: contact, until: record.expiresAt, in: context)
        }
        return rows.count == slice ? .again : .idle
    }

    private static func send(
        _ code: String,
        to endUser: EndUserRecord,
        at contact: Contact,
        until expiresAt: Instant,
        in context: WorkContext<IdentityEnvironment>
    ) throws {
        let tenant = try TenantRecord.existing(endUser.tenantId, in: context.database)
        switch contact {
        case .email(let email):
            try context.send(
                LoginCodeMail.mail(code, to: endUser, at: email, of: tenant, until: expiresAt)
            )
        case .phone(let phone):
            // It was there when the code was asked for; without it nothing can be sent any more.
            guard
                let program = try? MessagePrograms.deliverer(of: tenant.id, in: context.database)
            else { return }
            let message = PhoneMessage(
                to: phone.text,
                text: "\(LoginCode.spoken(code)) is your code for \(tenant.name). "
                    + "Nobody who is honest asks you for it."
            )
            try context.emit(
                LoginCodeToDeliver(program: program.id, expiresAt: expiresAt),
                personal: .init(sealed: try SealedBox.seal(message, to: program.publicKey)),
                about: endUser.id.uuid,
                tenant: tenant.id
            )
        }
    }
}
