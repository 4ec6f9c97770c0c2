package import OctopusIdentityContract
import GRDB
package import OctopusServiceKit

extension CreateUser: CommandHandler {
    /// How many users an account may have.
    static let largestCount = 5_000

    package static func run(
        _ request: Request,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> User {
        let account = try context.caller.account()
        var fields = FieldRules()
        let name = fields.text(request.name, "name", IdentityLimits.name)
        let typed = fields.email(request.email, "email")
        let phone = request.phone.flatMap { fields.phone($0, "phone") }
        try fields.check()
        guard let email = typed else { throw FieldRules.refusal("email", .form) }
        let role = try Roles.require(
            request.roleId,
            of: account,
            grantedBy: context.caller,
            in: context.database
        )
        try demandRoom(in: account, context.database)
        let user = try context.create(
            UserRecord(
                id: context.newID(),
                tenantId: account.tenant,
                partnerId: account.partner,
                name: name,
                email: email,
                phone: phone,
                roleId: role.id,
                passwordHash: nil,
                createdAt: context.now
            )
        )
        try context.invite(user)
        return user.user
    }

    private static func demandRoom(in account: Account, _ database: Database) throws {
        let count =
            try Int.one(
                database,
                "SELECT count(*) FROM users WHERE tenant_id = ? AND partner_id IS ?",
                [account.tenant, account.partner]
            ) ?? 0
        guard count < largestCount else { throw Refusal(.tooManyUsers) }
    }
}
