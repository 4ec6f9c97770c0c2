import OctopusIdentityContract
import GRDB
import OctopusServiceKit

/// A consumer of a tenant, as the database has it.
struct EndUserRecord: OwnedRecord, VersionedRecord {
    static let databaseTableName = "end_users"
    typealias Owner = TenantID
    static let ownerColumn = "tenant_id"

    let id: EndUserID
    let tenantId: TenantID
    var version: Int64 = 1
    let code: String
    var status = EndUserStatus.active
    var name: String?
    var email: String?
    var phone: String?
    let createdAt: Instant
    /// What they told of the tenant's attributes; nil is nothing.
    var profileValues: [ProfileValue]?
    /// What they agree to; nil is nothing.
    var consents: [ConsentKind]?

    static func find(
        _ code: EndUserCode,
        of tenant: TenantID,
        in database: Database
    ) throws -> EndUserRecord? {
        try one(
            database,
            "SELECT * FROM end_users WHERE code = ? AND tenant_id = ?",
            [code.canonical, tenant]
        )
    }

    static func find(
        _ contact: Contact,
        of tenant: TenantID,
        in database: Database
    ) throws -> EndUserRecord? {
        switch contact {
        case .email(let email):
            try one(
                database,
                "SELECT * FROM end_users WHERE tenant_id = ? AND email = ?",
                [tenant, email.text]
            )
        case .phone(let phone):
            try one(
                database,
                "SELECT * FROM end_users WHERE tenant_id = ? AND phone = ?",
                [tenant, phone.text]
            )
        }
    }

    var scope: RecordScope { RecordScope(tenant: tenantId) }

    var state: EndUserChanged {
        EndUserChanged(
            id: id,
            version: version,
            code: code,
            status: status,
            consents: consents
        )
    }

    var personal: EndUserChanged.Personal? {
        status == .erased ? nil : EndUserChanged.Personal(name: name, values: profileValues)
    }

    /// Stores a new status and ends the sessions of an end user who is shut out.
    func become(
        _ status: EndUserStatus,
        lifetimes: Lifetimes,
        in context: some Emitting
    ) throws -> EndUserRecord {
        guard self.status != status else { return self }
        var endUser = self
        endUser.status = status
        endUser = try context.storeNext(of: endUser)
        if status != .active {
            try Sessions.endAll(of: id.uuid, lifetimes: lifetimes, in: context)
        }
        return endUser
    }
}
