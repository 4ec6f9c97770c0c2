package import OctopusIdentityContract
package import OctopusServiceKit

extension ListTenants: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<IdentityEnvironment>
    ) throws -> Reply {
        try page(
            ListQuery(of: TenantRecord.self, by: "id"),
            of: request,
            in: context,
            as: TenantRecord.self,
            \.listed
        )
    }
}
