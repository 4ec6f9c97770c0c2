import OctopusIdentityContract
import GRDB
import OctopusServiceKit

/// An admin user of a tenant's or a partner's account, as the database has it.
struct UserRecord: StoredRecord {
    static let databaseTableName = "users"

    let id: UserID
    let tenantId: TenantID
    /// Nil for a user of the tenant's own account.
    let partnerId: PartnerID?
    var version: Int64
    var name: String
    var email: String
    private(set) var role: Role
    /// Nil for an Account owner.
    private(set) var roleId: RoleID?
    var status: UserStatus
    var passwordHash: String?
    let createdAt: Instant

    enum Role: String, Codable, Sendable { case owner, custom }

    /// A new user, by default the Account owner: active with a password, invited without.
    init(
        id: UserID,
        tenantId: TenantID,
        partnerId: PartnerID?,
        name: String,
        email: EmailAddress,
        passwordHash: String?,
        roleId: RoleID? = nil,
        createdAt: Instant
    ) {
        self.id = id
        self.tenantId = tenantId
        self.partnerId = partnerId
        version = 1
        self.name = name
        self.email = email.text
        role = roleId == nil ? .owner : .custom
        self.roleId = roleId
        status = passwordHash == nil ? .invited : .active
        self.passwordHash = passwordHash
        self.createdAt = createdAt
    }

    static func find(_ id: UserID, in database: Database) throws -> UserRecord? {
        try one(database, "SELECT * FROM users WHERE id = ?", [id])
    }

    static func find(
        email: EmailAddress,
        of tenant: TenantID,
        in database: Database
    ) throws -> UserRecord? {
        try one(
            database,
            "SELECT * FROM users WHERE tenant_id = ? AND email = ?",
            [tenant, email.text]
        )
    }

    /// The owner of the tenant's own account.
    static func owner(of tenant: TenantID, in database: Database) throws -> UserRecord? {
        try one(
            database,
            "SELECT * FROM users WHERE tenant_id = ? AND partner_id IS NULL AND role = 'owner'",
            [tenant]
        )
    }

    static func owner(of partner: PartnerID, in database: Database) throws -> UserRecord? {
        try one(
            database,
            "SELECT * FROM users WHERE partner_id = ? AND role = 'owner'",
            [partner]
        )
    }

    /// Whether the user can log in now: active, and of an account whose partner is active.
    func mayLogIn(in database: Database) throws -> Bool {
        guard status == .active else { return false }
        guard let partnerId else { return true }
        return try PartnerRecord.find(partnerId, of: tenantId, in: database).status == .active
    }

    /// Whether they are the Account owner.
    var isOwner: Bool { role == .owner }

    /// Gives them a role; nil makes them the Account owner.
    mutating func take(role: RoleID?) {
        self.role = role == nil ? .owner : .custom
        roleId = role
    }
}
