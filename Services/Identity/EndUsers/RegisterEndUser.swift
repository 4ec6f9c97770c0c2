package import OctopusIdentityContract
import GRDB
package import OctopusServiceKit

extension RegisterEndUser: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Reply {
        let tenant = try TenantRecord.existing(
            context.caller.requireTenant(),
            in: context.database
        )
        var fields = FieldRules()
        let name = fields.text(request.name, "name", IdentityLimits.name)
        let email = request.email.flatMap { fields.email($0, "email") }
        let phone = request.phone.flatMap { fields.phone($0, "phone") }
        if request.email == nil, request.phone == nil {
            fields.refuse("email", .contact, "An e-mail or a phone is needed.")
        }
        try fields.check()
        let contacts = [email.map(Contact.email), phone.map(Contact.phone)].compactMap(\.self)
        for contact in contacts {
            guard try EndUserRecord.find(contact, of: tenant.id, in: context.database) == nil else {
                throw Refusal(.contactTaken)
            }
        }
        let endUser = try context.create(
            EndUserRecord(
                id: context.newID(),
                tenantId: tenant.id,
                code: try drawCode(in: context).canonical,
                name: name,
                email: email?.text,
                phone: phone?.text,
                createdAt: context.now
            )
        )
        return Reply(endUserId: endUser.id, code: try EndUserCode(endUser.code).description)
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
