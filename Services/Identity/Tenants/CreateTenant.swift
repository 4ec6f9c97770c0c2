package import OctopusIdentityContract
package import OctopusServiceKit

extension CreateTenant: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Reply {
        var rules = FieldRules()
        let fields = TenantFields(request.terms, "terms.", &rules)
        let ownerName = rules.text(request.ownerName, "ownerName", IdentityLimits.name)
        let typed = rules.email(request.ownerEmail, "ownerEmail")
        try rules.check()
        guard let email = typed else { throw FieldRules.refusal("ownerEmail", .form) }
        let tenant = try context.create(
            TenantRecord(id: context.newID(), fields: fields, createdAt: context.now)
        )
        let owner = try context.create(
            UserRecord(
                id: context.newID(),
                tenantId: tenant.id,
                partnerId: nil,
                name: ownerName,
                email: email,
                passwordHash: nil,
                createdAt: context.now
            )
        )
        try context.invite(owner)
        return Reply(tenantId: tenant.id, ownerId: owner.id)
    }
}

extension EditTenant: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Reply {
        var tenant = try TenantRecord.existing(request.tenantId, in: context.database)
        guard tenant.version == request.version else { throw Refusal(.stale) }
        var rules = FieldRules()
        let fields = TenantFields(request.terms, "terms.", &rules)
        try rules.check()
        tenant.take(fields)
        return try context.storeNext(of: tenant).edited
    }
}

extension GetTenant: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<IdentityEnvironment>
    ) throws -> Reply {
        try TenantRecord.existing(request.tenantId, in: context.database).edited
    }
}
