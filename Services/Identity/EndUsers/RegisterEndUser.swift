package import OctopusIdentityContract
import GRDB
package import OctopusServiceKit

extension RegisterEndUser: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Reply {
        let tenant = try TenantRecord.existing(
            context.caller.tenantInQuestion,
            in: context.database
        )
        let name = try request.name.map { try Names.checked($0, path: "name") }
        let email = try request.email.map(checkedEmail)
        let phone = try request.phone.map(checkedPhone)
        let contacts = [email.map(Contact.email), phone.map(Contact.phone)].compactMap(\.self)
        guard !contacts.isEmpty else {
            throw Refusal.invalid(
                Violation(
                    path: "email",
                    rule: "contact",
                    message: "An e-mail or a phone is needed."
                )
            )
        }
        for contact in contacts {
            guard try EndUserRecord.find(contact, of: tenant.id, in: context.database) == nil else {
                throw Refusal(.contactTaken)
            }
        }
        let endUser = EndUserRecord(
            id: context.newID(),
            tenantId: tenant.id,
            version: 1,
            code: try drawCode(in: context).canonical,
            status: .active,
            name: name,
            email: email?.text,
            phone: phone?.text,
            createdAt: context.now
        )
        try endUser.insert(context.database)
        try endUser.tell(in: context)
        return Reply(endUserId: endUser.id, code: try EndUserCode(endUser.code).description)
    }

    private static func checkedEmail(_ typed: String) throws -> EmailAddress {
        guard let email = EmailAddress(typed) else {
            throw Refusal.invalid(
                Violation(
                    path: "email",
                    rule: "form",
                    message: "An e-mail address is written like ana@mail.example."
                )
            )
        }
        return email
    }

    private static func checkedPhone(_ typed: String) throws -> PhoneNumber {
        guard let phone = PhoneNumber(typed) else {
            throw Refusal.invalid(
                Violation(
                    path: "phone",
                    rule: "form",
                    message: "A phone is written with its country, like +385 91 234 5678."
                )
            )
        }
        return phone
    }

    /// A code that nobody has.
    ///
    /// One in seven draws is no code; one in a million is somebody's.
    private static func drawCode(
        in context: CommandContext<IdentityEnvironment>
    ) throws -> EndUserCode {
        for _ in 0..<100 {
            let drawn = context.randomBytes(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            guard let code = EndUserCode(value: drawn % EndUserCode.valueCount) else { continue }
            let isTaken = try context.database.exists(
                "SELECT 1 FROM end_users WHERE code = ?",
                [code.canonical]
            )
            if !isTaken { return code }
        }
        throw Refusal(.internalError, "No free End-user ID was drawn.")
    }
}
