import OctopusIdentityContract
import GRDB
import OctopusServiceKit

/// A partner's account as the database has it.
struct PartnerRecord: StoredRecord {
    static let databaseTableName = "partners"

    let id: PartnerID
    let tenantId: TenantID
    var version: Int64
    var name: String
    var status: PartnerStatus
    let createdAt: Instant

    static func find(
        _ id: PartnerID,
        of tenant: TenantID,
        in database: Database
    ) throws -> PartnerRecord? {
        try one(
            database,
            "SELECT * FROM partners WHERE id = ? AND tenant_id = ?",
            [id, tenant]
        )
    }

    static func tenant(of id: PartnerID, in database: Database) throws -> TenantID? {
        try Row.one(database, "SELECT tenant_id FROM partners WHERE id = ?", [id])?["tenant_id"]
    }

    var changed: PartnerChanged {
        PartnerChanged(id: id, version: version, name: name, status: status)
    }

    func tell(in context: some Emitting) throws {
        try context.emit(changed, about: id.uuid, tenant: tenantId, partner: id)
    }
}
