package import OctopusIdentityContract
import GRDB
package import OctopusServiceKit

extension ListRoles: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<IdentityEnvironment>
    ) throws -> Page<Role> {
        let account = try context.caller.account()
        var list = ListQuery(of: RoleRecord.self, by: "name_key")
        list.filter(account.partner == nil ? "tenant_id" : "partner_id", account.owner)
        if account.partner == nil { list.where("partner_id IS NULL") }
        try list.search("name_key", request.search)
        return try page(list, of: request, in: context, as: RoleRecord.self) { role in
            try role.role(in: context.database)
        }
    }
}

extension GetRole: ReadHandler {
    private static let maximumUsers = 100

    package static func run(
        _ request: Request,
        in context: ReadContext<IdentityEnvironment>
    ) throws -> Reply {
        let role = try RoleRecord.find(
            request.roleId,
            of: context.caller.account(),
            in: context.database
        )
        let users = try UserRecord.all(
            context.database,
            "SELECT * FROM users WHERE role_id = ? ORDER BY id LIMIT ?",
            [role.id, maximumUsers]
        )
        return Reply(
            role: try role.role(in: context.database),
            users: users.map { RoleUser(id: $0.id, name: $0.name, status: $0.status) }
        )
    }
}

extension ListProducts: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<IdentityEnvironment>
    ) throws -> Reply {
        let package = try Package.of(context.caller.account(), in: context.database)
        let granter = try Granter(context.caller, in: context.database)
        return Reply(
            products: package.offered.map { product in
                OfferedProduct(
                    product: product,
                    standard: product.terms.standard,
                    most: granter.held[product]
                )
            }
        )
    }
}
