import OctopusIdentityContract
import OctopusLoyaltyContract
import GRDB
import OctopusServiceKit
import OctopusStore

/// An end user as this service needs to know him.
struct EndUserRecord {
    let id: EndUserID
    let code: String
    let status: EndUserStatus
    let name: String?

    private init(row: Row) {
        id = row["id"]
        code = row["code"]
        status = row["status"]
        name = row["name"]
    }

    /// An end user of that tenant; another tenant's looks as if he did not exist.
    static func find(
        _ id: EndUserID,
        of tenant: TenantID,
        in database: Database
    ) throws -> EndUserRecord? {
        try database.row(
            "SELECT id, code, status, name FROM end_users WHERE id = ? AND tenant = ?",
            [id, tenant]
        ).map(EndUserRecord.init)
    }

    /// The end user, if he may hold and use things.
    @discardableResult
    static func active(
        _ id: EndUserID,
        of tenant: TenantID,
        in database: Database
    ) throws -> EndUserRecord {
        guard let endUser = try find(id, of: tenant, in: database) else { throw Refusal(.notFound) }
        guard endUser.status == .active else { throw Refusal(.endUserBlocked) }
        return endUser
    }

    static func find(
        code: String,
        of tenant: TenantID,
        in database: Database
    ) throws -> EndUserRecord? {
        try database.row(
            "SELECT id, code, status, name FROM end_users WHERE code = ? AND tenant = ?",
            [code, tenant]
        ).map(EndUserRecord.init)
    }

    static func apply(
        _ event: EndUserChanged,
        _ personal: EndUserChanged.Personal?,
        of tenant: TenantID?,
        replaces: Bool,
        in transaction: Transaction
    ) throws {
        guard let tenant else { throw FollowingFault.withoutTenant }
        let isErased = event.status == .erased
        try transaction.statements.run(
            """
            INSERT INTO end_users (id, tenant, version, code, status, name)
            VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET version = excluded.version, code = excluded.code,
                status = excluded.status, name = excluded.name
            WHERE excluded.version > version OR ?
            """,
            [
                event.id, tenant, event.version, event.code, event.status,
                isErased ? nil : personal?.name, replaces,
            ]
        )
        if isErased { try erase(event.id, in: transaction.database) }
    }

    /// End users missing from a fresh snapshot are treated as erased. Their ledger entries stay,
    /// keyed by id.
    static let retention = Retention(
        table: "end_users",
        assignments: "version = 0, status = 'erased', name = NULL",
        dependents: [Retention.Dependent("ledger_notes", by: "end_user")]
    )

    /// Forgets everything in words about a person; the ledger keeps the bare id.
    private static func erase(_ id: EndUserID, in database: Database) throws {
        try database.run("DELETE FROM ledger_notes WHERE end_user = ?", [id])
    }
}
