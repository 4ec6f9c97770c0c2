import OctopusIdentityContract
import FoundationEssentials
import GRDB
import OctopusServiceKit

/// A registered program, as the database has it.
struct PrincipalRecord: VersionedRecord {
    static let databaseTableName = "principals"

    let id: PrincipalID
    var version: Int64 = 1
    let name: String
    let publicKey: String
    let tenantId: TenantID?
    /// A JSON array, which a Codable record makes of an array.
    var grants: [String]
    let createdAt: Instant
    var revokedAt: Instant?

    static func find(_ id: PrincipalID, in database: Database) throws -> PrincipalRecord? {
        try one(database, "SELECT * FROM principals WHERE id = ?", [id])
    }

    static func find(key: String, in database: Database) throws -> PrincipalRecord? {
        try one(database, "SELECT * FROM principals WHERE public_key = ?", [key])
    }

    /// The program that has the name now: one that is not revoked.
    static func find(named name: String, in database: Database) throws -> PrincipalRecord? {
        try one(
            database,
            "SELECT * FROM principals WHERE name = ? AND revoked_at IS NULL",
            [name]
        )
    }

    var scope: RecordScope { RecordScope(tenant: tenantId) }

    var state: PrincipalChanged {
        PrincipalChanged(
            id: id,
            version: version,
            name: name,
            publicKey: publicKey,
            tenant: tenantId,
            grants: grants,
            revokedAt: revokedAt
        )
    }

    var listed: ListPrincipals.ListedPrincipal {
        ListPrincipals.ListedPrincipal(
            id: id,
            name: name,
            publicKey: publicKey,
            tenantId: tenantId,
            grants: grants,
            createdAt: createdAt,
            revokedAt: revokedAt
        )
    }

    /// Registers a program, or gives one that is registered these grants.
    static func grant(
        _ wish: GrantPrincipal.Request,
        in context: some Emitting
    ) throws -> PrincipalRecord {
        let database = context.database
        try PrincipalRules.checkName(wish.name)
        let grants = try PrincipalRules.checkedGrants(wish.grants)
        let key = try PrincipalKey.checked(wish.publicKey)
        if let tenant = wish.tenantId { _ = try TenantRecord.existing(tenant, in: database) }
        if let known = try find(key: key, in: database) {
            guard known.revokedAt == nil else { throw Refusal(.keyRevoked) }
            guard known.name == wish.name, known.tenantId == wish.tenantId else {
                throw Refusal(.principalConflict)
            }
            guard known.grants != grants else { return known }
            var changed = known
            changed.grants = grants
            return try context.storeNext(of: changed)
        }
        guard try find(named: wish.name, in: database) == nil else {
            throw Refusal(.principalConflict)
        }
        return try context.create(
            PrincipalRecord(
                id: context.newID(),
                name: wish.name,
                publicKey: key,
                tenantId: wish.tenantId,
                grants: grants,
                createdAt: context.now
            )
        )
    }
}
