package import OctopusIdentityContract
package import OctopusServiceKit

extension GrantPrincipal: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Reply {
        Reply(principalId: try PrincipalRecord.grant(request, in: context).id)
    }
}
