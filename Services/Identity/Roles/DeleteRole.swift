package import OctopusIdentityContract
import GRDB
package import OctopusServiceKit

extension DeleteRole: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Reply {
        let database = context.database
        var role = try RoleRecord.find(
            request.roleId,
            of: context.caller.account(),
            in: database
        )
        guard role.version == request.version else { throw Refusal(.stale) }
        try demandUnused(role, in: database)
        try database.run("DELETE FROM roles WHERE id = ?", [role.id])
        role.version += 1
        try context.emit(
            role.state(deletedAt: context.now),
            about: role.id.uuid,
            tenant: role.tenantId,
            partner: role.partnerId
        )
        return Reply()
    }

    /// - Throws: `roleInUse`, with the ids of those who have it; the answer is kept, so it has no names.
    private static func demandUnused(_ role: RoleRecord, in database: Database) throws {
        let users = try Row.all(
            database,
            "SELECT id FROM users WHERE role_id = ? ORDER BY id LIMIT 64",
            [role.id]
        )
        guard !users.isEmpty else { return }
        let count = try RoleRecord.userCount(of: role.id, in: database)
        throw Refusal(
            .roleInUse,
            "\(count) users have the role; give them another one first.",
            violations: users.map { row in
                let user: UserID = row["id"]
                return Violation(path: "\(user)", rule: "inUse", message: "The user has the role.")
            }
        )
    }
}
