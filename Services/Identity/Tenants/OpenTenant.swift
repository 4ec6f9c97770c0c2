import OctopusIdentityContract
import GRDB
import OctopusServiceKit

/// Creates a tenant with its Account owner, once for each name.
enum OpenTenant {
    struct Owner: Sendable {
        let name: String
        let email: EmailAddress
        let passwordHash: String
    }

    struct Opened: Sendable, Hashable {
        let tenant: TenantID
        let owner: UserID
        let email: String
        /// False if the tenant was there already, and nothing changed.
        let isNew: Bool
    }

    /// The tenant of that name with its owner, if it exists.
    static func find(_ name: String, in database: Database) throws -> Opened? {
        guard let tenant = try TenantRecord.named(name, in: database),
            let owner = try UserRecord.owner(of: tenant.id, in: database)
        else { return nil }
        return Opened(tenant: tenant.id, owner: owner.id, email: owner.email, isNew: false)
    }

    static func run(
        _ fields: TenantFields,
        owner: Owner,
        in context: some Emitting
    ) throws -> Opened {
        if let opened = try find(fields.name, in: context.database) { return opened }
        let tenant = TenantRecord(id: context.newID(), fields: fields, createdAt: context.now)
        try context.create(tenant)
        let user = UserRecord(
            id: context.newID(),
            tenantId: tenant.id,
            partnerId: nil,
            name: owner.name,
            email: owner.email,
            passwordHash: owner.passwordHash,
            createdAt: context.now
        )
        try context.create(user)
        return Opened(tenant: tenant.id, owner: user.id, email: user.email, isNew: true)
    }
}
