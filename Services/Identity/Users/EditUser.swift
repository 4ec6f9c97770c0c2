package import OctopusIdentityContract
import GRDB
package import OctopusServiceKit

extension EditUser: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> User {
        var fields = FieldRules()
        let name = fields.text(request.name, "name", IdentityLimits.name)
        let typed = fields.email(request.email, "email")
        let phone = request.phone.flatMap { fields.phone($0, "phone") }
        try fields.check()
        guard let email = typed else { throw FieldRules.refusal("email", .form) }
        let before = try context.userToChange(request.userId, version: request.version)
        var user = before
        user.take(name: name, email: email.text)
        user.phone = phone?.text
        if let role = request.roleId, role != before.roleId {
            try give(role, to: &user, in: context)
        }
        let isMoved = user.email != before.email
        // One's own address counts once its link was opened.
        if isMoved, context.caller.person?.subject == user.id.uuid {
            throw Refusal(.notOneself)
        }
        user = try context.storeNext(of: user)
        if user.roleId != before.roleId {
            try context.rightsChanged(of: user.id.uuid, in: user.account)
        }
        if isMoved { try move(user, from: before.email, in: context) }
        return user.user
    }

    private static func give(
        _ role: RoleID,
        to user: inout UserRecord,
        in context: CommandContext<IdentityEnvironment>
    ) throws {
        try context.demandNeitherOwnerNorOneself(user)
        user.take(
            role: try Roles.require(
                role,
                of: context.caller.account(),
                grantedBy: context.caller,
                in: context.database
            ).id
        )
    }

    /// Those who read the old address have no part in the account any more, and are told.
    private static func move(
        _ user: UserRecord,
        from old: String,
        in context: CommandContext<IdentityEnvironment>
    ) throws {
        try context.endEverything(of: user)
        if user.status == .invited {
            try context.invite(user)
        } else {
            try context.mail(.emailChanged, to: user, at: old)
        }
    }
}
