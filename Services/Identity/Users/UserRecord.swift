import OctopusIdentityContract
import GRDB
import OctopusServiceKit

/// An admin user of a tenant's or a partner's account, as the database has it.
struct UserRecord: OwnedRecord, VersionedRecord {
    static let databaseTableName = "users"
    typealias Owner = TenantID
    static let ownerColumn = "tenant_id"
    static let taken = ["email": Refusal(.emailTaken)]

    let id: UserID
    let tenantId: TenantID
    /// Nil for a user of the tenant's own account.
    let partnerId: PartnerID?
    var version: Int64 = 1
    private(set) var name: String
    private(set) var email: String
    /// What users are searched and ordered by: name and e-mail.
    private(set) var searchKey: String
    var phone: String?
    private(set) var role: Role
    /// Nil for the Account owner.
    private(set) var roleId: RoleID?
    var status: UserStatus
    var passwordHash: String?
    /// Until when the password opens, if somebody else set it; nil for the user's own.
    var temporaryUntil: Instant?
    /// Whether one-time codes are asked for at the log-in.
    var hasSecondFactor = false
    /// What they are in the chat.
    var chatOperator: ChatOperator?
    let createdAt: Instant

    enum Role: String, Codable, Sendable { case owner, custom }

    /// A new user, the Account owner unless a role is named: active with a password, invited without.
    init(
        id: UserID,
        tenantId: TenantID,
        partnerId: PartnerID?,
        name: String,
        email: EmailAddress,
        phone: PhoneNumber? = nil,
        roleId: RoleID? = nil,
        passwordHash: String?,
        createdAt: Instant
    ) {
        self.id = id
        self.tenantId = tenantId
        self.partnerId = partnerId
        (self.name, self.email) = (name, email.text)
        searchKey = Self.searchKey(name, email.text)
        self.phone = phone?.text
        role = roleId == nil ? .owner : .custom
        self.roleId = roleId
        status = passwordHash == nil ? .invited : .active
        self.passwordHash = passwordHash
        self.createdAt = createdAt
    }

    mutating func take(name: String? = nil, email: String? = nil) {
        self.name = name ?? self.name
        self.email = email ?? self.email
        searchKey = Self.searchKey(self.name, self.email)
    }

    /// Whether they are the Account owner.
    var isOwner: Bool { role == .owner }

    /// Gives them a role; nil makes them the Account owner.
    mutating func take(role: RoleID?) {
        self.role = role == nil ? .owner : .custom
        roleId = role
    }

    private static func searchKey(_ name: String, _ email: String) -> String {
        Folding.key(name) + "\n" + Folding.key(email)
    }

    var scope: RecordScope { RecordScope(tenant: tenantId, partner: partnerId) }

    var state: UserChanged {
        UserChanged(
            id: id,
            version: version,
            status: status,
            isOwner: isOwner,
            roleId: roleId,
            hasSecondFactor: hasSecondFactor,
            chatOperator: chatOperator
        )
    }

    var personal: UserChanged.Personal? {
        UserChanged.Personal(name: name, email: email, phone: phone)
    }

    /// As those see it who manage the account's users.
    var user: User {
        User(
            id: id,
            version: version,
            name: name,
            email: email,
            phone: phone,
            status: status,
            isOwner: isOwner,
            roleId: roleId,
            hasSecondFactor: hasSecondFactor,
            passwordExpiresAt: temporaryUntil,
            createdAt: createdAt,
            chatOperator: chatOperator
        )
    }

    /// Whether the user can log in now: active, and of an account whose partner is active.
    func mayLogIn(in database: Database) throws -> Bool {
        guard status == .active else { return false }
        guard let partnerId else { return true }
        return try PartnerRecord.find(partnerId, of: tenantId, in: database).status == .active
    }

    /// Whether the password still opens, if it is temporary.
    func passwordOpens(at now: Instant, _ lifetimes: Lifetimes) -> Bool {
        temporaryUntil?.isAlive(at: now, life: lifetimes.temporaryPasswordMilliseconds) ?? true
    }

    /// Words that say who the user is, which no password is made of.
    func knownWords(in database: Database) throws -> [String] {
        let partner = try partnerId.flatMap {
            try PartnerRecord.known($0, of: tenantId, in: database)
        }
        return try [
            name, email, partner?.name, TenantRecord.existing(tenantId, in: database).name,
        ].compactMap(\.self)
    }
}

extension UserRecord {
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

    /// A user of the account.
    ///
    /// - Throws: `notFound`, also for a user of another account.
    static func find(
        _ id: UserID,
        of account: Account,
        in database: Database
    ) throws -> UserRecord {
        let user = try find(id, of: account.tenant, in: database)
        guard user.partnerId == account.partner else { throw Refusal(.notFound) }
        return user
    }
}
