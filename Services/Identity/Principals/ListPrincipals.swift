package import OctopusIdentityContract
package import OctopusServiceKit

extension ListPrincipals: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<IdentityEnvironment>
    ) throws -> Reply {
        try page(
            ListQuery(of: PrincipalRecord.self, by: "id"),
            of: request,
            in: context,
            as: PrincipalRecord.self,
            \.listed
        )
    }
}
