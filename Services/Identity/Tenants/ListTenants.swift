package import OctopusIdentityContract
package import OctopusServiceKit

extension ListTenants: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<IdentityEnvironment>
    ) throws -> Reply {
        let limit = try PageLimit.checked(request.limit)
        let tenants = try TenantRecord.page(
            after: request.after,
            limit: limit + 1,
            in: context.database
        )
        let page = tenants.prefix(limit)
        return Reply(
            tenants: page.map { tenant in
                ListedTenant(
                    id: tenant.id,
                    name: tenant.name,
                    locale: tenant.locale,
                    currency: tenant.currency,
                    timeZone: tenant.timeZone,
                    createdAt: tenant.createdAt
                )
            },
            next: tenants.count > limit ? page.last?.id : nil
        )
    }
}
