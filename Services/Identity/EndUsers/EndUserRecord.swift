import OctopusIdentityContract
import GRDB
import OctopusServiceKit

/// A consumer of a tenant, as the database has him.
struct EndUserRecord: StoredRecord {
    static let databaseTableName = "end_users"

    let id: EndUserID
    let tenantId: TenantID
    var version: Int64
    let code: String
    var status: EndUserStatus
    var name: String?
    var email: String?
    var phone: String?
    let createdAt: Instant

    static func find(
        _ id: EndUserID,
        of tenant: TenantID,
        in database: Database
    ) throws -> EndUserRecord? {
        try one(database, "SELECT * FROM end_users WHERE id = ? AND tenant_id = ?", [id, tenant])
    }

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

    var changed: EndUserChanged {
        EndUserChanged(id: id, version: version, code: code, status: status)
    }

    func tell(in context: some Emitting) throws {
        try context.emit(
            changed,
            personal: EndUserChanged.Personal(name: name),
            about: id.uuid,
            tenant: tenantId
        )
    }

    /// Stores a new status, tells of it, and ends the sessions of whom it shuts out.
    func become(
        _ status: EndUserStatus,
        lifetimes: Lifetimes,
        in context: some Emitting
    ) throws -> EndUserRecord {
        guard self.status != status else { return self }
        var endUser = self
        endUser.status = status
        endUser.version += 1
        try endUser.update(context.database)
        try endUser.tell(in: context)
        if status != .active {
            try Sessions.endAll(of: id.uuid, lifetimes: lifetimes, in: context)
        }
        return endUser
    }
}
