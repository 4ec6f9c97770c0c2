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

extension RevokePrincipal: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Reply {
        guard var principal = try PrincipalRecord.find(request.principalId, in: context.database)
        else { throw Refusal(.notFound) }
        if principal.revokedAt == nil {
            principal.revokedAt = context.now
            try context.storeNext(of: principal)
        }
        return Reply()
    }
}
