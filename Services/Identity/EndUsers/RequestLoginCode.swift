package import OctopusIdentityContract
import FoundationEssentials
import GRDB
package import OctopusServiceKit
import OctopusStore

extension RequestLoginCode: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Reply {
        let tenant = try context.caller.requireTenant()
        let contact = Contact(request.contact)
        let throttle = Throttle.codeRequests(
            contact?.text ?? request.contact,
            in: tenant,
            context.caller
        )
        try throttle.check(in: context.database, at: context.now)
        try throttle.count(in: context.database, at: context.now)
        let lifetime = context.environment.lifetimes.loginCodeMilliseconds
        let expiresAt = context.now.adding(milliseconds: lifetime)
        let code = LoginCode.draw(from: context.randomBytes(8))
        if let contact,
            let endUser = try EndUserRecord.find(contact, of: tenant, in: context.database),
            endUser.status == .active
        {
            let sealed = try context.environment.sealer.seal(
                Array(code.utf8),
                for: .loginCode(endUser.id)
            )
            try context.database.run(
                "DELETE FROM login_code_uses WHERE end_user_id = ?",
                [endUser.id]
            )
            try LoginCodeRecord(
                endUserId: endUser.id,
                contact: contact.kind,
                sealedCode: Data(sealed),
                attemptsLeft: LoginCodeRecord.maximumAttempts,
                expiresAt: expiresAt
            ).insert(context.database, onConflict: .replace)
        }
        return Reply(loginCode: code, sendTo: contact?.text, expiresAt: expiresAt)
    }
}
