package import OctopusIdentityContract
import OctopusMail
package import OctopusServiceKit

extension DeleteUser: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Reply {
        let user = try context.userToChange(request.userId, version: request.version)
        try context.demandNeitherOwnerNorOneself(user)
        try context.endEverything(of: user)
        try context.takeBackMail(about: user.id.uuid)
        try user.delete(in: context)
        return Reply()
    }
}
