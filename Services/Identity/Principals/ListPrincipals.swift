package import OctopusIdentityContract
package import OctopusServiceKit

extension ListPrincipals: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<IdentityEnvironment>
    ) throws -> Reply {
        let limit = try PageLimit.checked(request.limit)
        let principals = try PrincipalRecord.page(
            after: request.after,
            limit: limit + 1,
            in: context.database
        )
        let page = principals.prefix(limit)
        return Reply(
            principals: page.map { principal in
                ListedPrincipal(
                    id: principal.id,
                    name: principal.name,
                    publicKey: principal.publicKey,
                    tenantId: principal.tenantId,
                    grants: principal.grants,
                    createdAt: principal.createdAt,
                    revokedAt: principal.revokedAt
                )
            },
            next: principals.count > limit ? page.last?.id : nil
        )
    }
}
