import OctopusIdentityContract
import GRDB
import OctopusServiceKit

/// What a program may do without a person, as the database has it.
///
/// It bears the id of the program's first key, and all keys that came in its place share it.
struct ServiceAccountRecord: VersionedRecord {
    static let databaseTableName = "service_accounts"

    let id: PrincipalID
    var version: Int64 = 1
    let tenantId: TenantID
    let partnerId: PartnerID?
    private var levels: LevelWords = [:]
    private(set) var changedAt: Instant

    init(id: PrincipalID, of account: Account, at now: Instant) {
        self.id = id
        (tenantId, partnerId) = (account.tenant, account.partner)
        changedAt = now
    }

    /// The service account of a program; nil if it never had one.
    static func find(
        of program: PrincipalRecord,
        in database: Database
    ) throws -> ServiceAccountRecord? {
        try one(
            database,
            "SELECT * FROM service_accounts WHERE id = ?",
            [program.firstID(in: database)]
        )
    }

    var account: Account { Account(tenant: tenantId, partner: partnerId) }
    var scope: RecordScope { account.scope }

    var state: ServiceAccountChanged {
        ServiceAccountChanged(id: id, version: version, levels: held.inOrder)
    }

    /// All levels that this release knows, whatever the account's package includes.
    var held: [Product: Level] { levels.held }

    /// Replaces the levels of those products; what the account can't use now stays for a larger package.
    mutating func set(_ levels: [Product: Level], within offered: [Product], at now: Instant) {
        self.levels.set(levels, within: offered)
        changedAt = now
    }
}

extension PrincipalRecord {
    /// Whose program it is; nil for the installation's.
    var account: Account? { tenantId.map { Account(tenant: $0, partner: partnerId) } }

    /// The id that it had with the first of its keys.
    func firstID(in database: Database) throws -> PrincipalID {
        var first = self
        while let id = first.replaces, let former = try Self.find(id, in: database) {
            first = former
        }
        return first.id
    }

    /// As its account's users see it.
    func serviceAccount(
        in database: Database,
        limitedBy package: Package
    ) throws -> ServiceAccount {
        let known = try ServiceAccountRecord.find(of: self, in: database)
        return ServiceAccount(
            principalId: id,
            id: try known?.id ?? firstID(in: database),
            name: name,
            version: known?.version ?? 0,
            levels: package.limiting(known?.held ?? [:]).inOrder,
            changedAt: known?.changedAt
        )
    }
}
