import OctopusIdentityContract
import FoundationEssentials
import GRDB
import OctopusMesh
import OctopusServiceKit

/// A registered program, as the database has it.
struct PrincipalRecord: VersionedRecord {
    static let databaseTableName = "principals"

    let id: PrincipalID
    var version: Int64 = 1
    let name: String
    let publicKey: String
    let tenantId: TenantID?
    /// A partner of that tenant.
    let partnerId: PartnerID?
    /// A JSON array, which a Codable record makes of an array.
    var grants: [String]
    let createdAt: Instant
    var revokedAt: Instant?
    /// When the key is revoked, since another one came in its place.
    var endsAt: Instant?
    /// The same program with the key that it had before.
    var replaces: PrincipalID?

    static func find(_ id: PrincipalID, in database: Database) throws -> PrincipalRecord? {
        try one(database, "SELECT * FROM principals WHERE id = ?", [id])
    }

    static func find(key: String, in database: Database) throws -> PrincipalRecord? {
        try one(database, "SELECT * FROM principals WHERE public_key = ?", [key])
    }

    var scope: RecordScope { RecordScope(tenant: tenantId, partner: partnerId) }

    var state: PrincipalChanged {
        PrincipalChanged(
            id: id,
            version: version,
            name: name,
            publicKey: publicKey,
            tenant: tenantId,
            partner: partnerId,
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
            partnerId: partnerId,
            grants: grants,
            createdAt: createdAt,
            revokedAt: revokedAt,
            endsAt: endsAt
        )
    }

    /// Registers a program, or gives one that is registered these grants.
    ///
    /// - Parameters:
    ///   - wish: What is asked for.
    ///   - authority: How far the one who asks may go.
    ///   - context: The transaction.
    /// - Returns: The program as it is now.
    /// - Throws: `invalid`, `notFound`, `denied`, `keyRevoked`, `principalConflict`.
    static func grant(
        _ wish: GrantPrincipal.Request,
        by authority: Authority,
        in context: some Emitting
    ) throws -> PrincipalRecord {
        let database = context.database
        try PrincipalRules.checkName(wish.name)
        let grants = try PrincipalRules.checkedGrants(wish.grants)
        let key = try PrincipalKey.checked(wish.publicKey)
        try checkPlace(of: wish, in: database)
        let new = PrincipalRecord(
            id: context.newID(),
            name: wish.name,
            publicKey: key,
            tenantId: wish.tenantId,
            partnerId: wish.partnerId,
            grants: grants,
            createdAt: context.now
        )
        try authority.demand(new)
        if let known = try find(key: key, in: database) {
            guard known.revokedAt == nil else { throw Refusal(.keyRevoked) }
            guard known.name == new.name, known.reach == new.reach else {
                throw Refusal(.principalConflict)
            }
            guard known.grants != grants else { return known }
            // Taking something from a key that holds more is revoking a part of it.
            try authority.demand(known)
            // A key that is being replaced keeps nothing that its successor lost.
            var granted = known
            for var changed in try living(named: known.name, in: database) {
                changed.grants = grants
                changed = try context.storeNext(of: changed)
                if changed.id == known.id { granted = changed }
            }
            return granted
        }
        guard try living(named: wish.name, in: database).isEmpty else {
            throw Refusal(.principalConflict)
        }
        return try context.create(new)
    }

    /// The tenant and the partner must be there, and belong together.
    private static func checkPlace(
        of wish: GrantPrincipal.Request,
        in database: Database
    ) throws {
        if let tenant = wish.tenantId { _ = try TenantRecord.existing(tenant, in: database) }
        guard let partner = wish.partnerId else { return }
        guard let tenant = wish.tenantId else {
            throw FieldRules.refusal(
                "tenantId",
                .required,
                "A partner's program names the partner's tenant, too."
            )
        }
        guard try PartnerRecord.tenant(of: partner, in: database) == tenant else {
            throw Refusal(.notFound, "The tenant has no such partner.")
        }
    }

    /// What it may reach.
    var reach: PrincipalScope { PrincipalScope(tenant: tenantId?.uuid, partner: partnerId?.uuid) }
}
