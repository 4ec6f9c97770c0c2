package import OctopusIdentityContract
package import OctopusServiceKit

extension GrantPrincipal: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Reply {
        let authority = try Authority.of(context.caller, for: declaration, in: context.database)
        let principal = try PrincipalRecord.grant(request, by: authority, in: context)
        return Reply(principalId: principal.id)
    }
}

extension RevokePrincipal: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Reply {
        let authority = try Authority.of(context.caller, for: declaration, in: context.database)
        guard var principal = try PrincipalRecord.find(request.principalId, in: context.database)
        else { throw Refusal(.notFound) }
        guard principal.revokedAt == nil else { return Reply() }
        try authority.demand(principal)
        // Who is shut out does not come back by the key that they had before.
        var earlier = principal.replaces
        principal.revokedAt = context.now
        try context.storeNext(of: principal)
        while let id = earlier, var former = try PrincipalRecord.find(id, in: context.database) {
            earlier = former.replaces
            guard former.revokedAt == nil else { continue }
            former.revokedAt = context.now
            try context.storeNext(of: former)
        }
        return Reply()
    }
}
