package import OctopusIdentityContract
import GRDB
import OctopusMail
package import OctopusServiceKit
import OctopusStore

extension DeleteUser: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Reply {
        var user = try context.userToChange(request.userId, version: request.version)
        try context.demandNeitherOwnerNorOneself(user)
        try context.endEverything(of: user)
        try context.takeBackMail(about: user.id.uuid)
        try context.transaction.erasePersonal(about: user.id.uuid)
        // The last that is told of them says nothing personal; links and second factors go with the row.
        user.version += 1
        user.status = .deleted
        try context.emit(
            user.state,
            about: user.id.uuid,
            tenant: user.tenantId,
            partner: user.partnerId
        )
        try context.database.run("DELETE FROM users WHERE id = ?", [user.id])
        try AuditSalts.forget(user.id.uuid, in: context.database)
        return Reply()
    }
}
