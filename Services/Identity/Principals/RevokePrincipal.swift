package import OctopusIdentityContract
package import OctopusServiceKit

extension RevokePrincipal: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Reply {
        guard let principal = try PrincipalRecord.find(request.principalId, in: context.database)
        else { throw Refusal(.notFound) }
        if principal.revokedAt == nil {
            _ = try principal.change(in: context) { $0.revokedAt = context.now }
        }
        return Reply()
    }
}
