import OctopusIdentityContract
import GRDB
import OctopusServiceKit

/// A role of an account, as the database has it.
struct RoleRecord: VersionedRecord {
    static let databaseTableName = "roles"
    static let taken = ["name_key": Refusal(.roleNameTaken)]

    let id: RoleID
    let tenantId: TenantID
    let partnerId: PartnerID?
    var version: Int64 = 1
    private(set) var name: String
    private(set) var nameKey: String
    private var levels: LevelWords
    var demandsSecondFactor: Bool
    let createdAt: Instant

    init(
        id: RoleID,
        of account: Account,
        name: String,
        levels: [Product: Level],
        demandsSecondFactor: Bool,
        createdAt: Instant
    ) {
        self.id = id
        (tenantId, partnerId) = (account.tenant, account.partner)
        self.name = name
        nameKey = Folding.key(name)
        self.levels = [:]
        self.demandsSecondFactor = demandsSecondFactor
        self.createdAt = createdAt
        set(levels, within: Product.allCases)
    }

    mutating func rename(_ name: String) {
        self.name = name
        nameKey = Folding.key(name)
    }

    /// Replaces the levels of those products; what the account can't use now stays for a larger package.
    mutating func set(_ levels: [Product: Level], within offered: [Product]) {
        self.levels.set(levels, within: offered)
    }

    /// All levels that this release knows, whatever the account's package includes.
    var held: [Product: Level] { levels.held }

    var account: Account { Account(tenant: tenantId, partner: partnerId) }
    var scope: RecordScope { account.scope }

    var state: RoleChanged { state(deletedAt: nil) }

    func state(deletedAt: Instant?) -> RoleChanged {
        RoleChanged(
            id: id,
            version: version,
            name: name,
            levels: held.inOrder,
            demandsSecondFactor: demandsSecondFactor,
            deletedAt: deletedAt
        )
    }

    /// As its account sees it now.
    func role(in database: Database) throws -> Role {
        let package = try Package.of(account, in: database)
        return Role(
            id: id,
            version: version,
            name: name,
            levels: package.limiting(held).inOrder,
            demandsSecondFactor: demandsSecondFactor,
            userCount: try Self.userCount(of: id, in: database),
            createdAt: createdAt
        )
    }
}

extension RoleRecord {
    /// The account's role of that id.
    ///
    /// - Throws: `notFound`, also for another account's.
    static func find(
        _ id: RoleID,
        of account: Account,
        in database: Database
    ) throws -> RoleRecord {
        let found = try one(
            database,
            "SELECT * FROM roles WHERE id = ? AND \(account.condition)",
            [id, account.owner]
        )
        guard let found else { throw Refusal(.notFound) }
        return found
    }

    static func known(_ id: RoleID, in database: Database) throws -> RoleRecord? {
        try one(database, "SELECT * FROM roles WHERE id = ?", [id])
    }

    static func count(of account: Account, in database: Database) throws -> Int {
        try Int.one(
            database,
            "SELECT count(*) FROM roles WHERE \(account.condition)",
            [account.owner]
        ) ?? 0
    }

    static func userCount(of role: RoleID, in database: Database) throws -> Int64 {
        try Int64.one(database, "SELECT count(*) FROM users WHERE role_id = ?", [role]) ?? 0
    }
}
