package import OctopusIdentityContract
import GRDB
package import OctopusServiceKit

extension GetDefaultPackage: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<IdentityEnvironment>
    ) throws -> Reply {
        try DefaultPackageRecord.defaultPackage(
            of: context.caller.requireTenant(),
            in: context.database
        )
    }
}

extension SetDefaultPackage: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Reply {
        let tenant = try context.caller.requireTenant()
        var fields = FieldRules()
        for (index, product) in request.products.enumerated() {
            let path = "products[\(index)]"
            fields.require(
                product.terms.offer == .package,
                path,
                .known,
                "No package decides about \(product.rawValue)."
            )
            fields.require(!request.products[..<index].contains(product), path, .once)
        }
        try fields.check()
        let before = try DefaultPackageRecord.defaultPackage(of: tenant, in: context.database)
        guard before.version == request.version else { throw Refusal(.stale) }
        try DefaultPackageRecord(
            tenantId: tenant,
            version: before.version + 1,
            products: request.products.map(\.rawValue)
        ).insert(context.database, onConflict: .replace)
        let after = try DefaultPackageRecord.defaultPackage(of: tenant, in: context.database)
        if after.products != before.products {
            try context.rightsChanged(
                of: tenant.uuid,
                in: Account(tenant: tenant, partner: nil)
            )
        }
        return after
    }
}
