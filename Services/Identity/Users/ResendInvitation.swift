package import OctopusIdentityContract
package import OctopusServiceKit

extension ResendInvitation: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Reply {
        let user = try context.userToChange(request.userId)
        guard user.status == .invited else {
            throw Refusal(.wrongState, "It is \(user.status.rawValue); it must be invited.")
        }
        try context.take(Throttle.links(of: user))
        return Reply(invitationExpiresAt: try context.invite(user))
    }
}
