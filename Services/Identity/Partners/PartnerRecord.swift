import OctopusIdentityContract
import GRDB
import OctopusServiceKit

/// A partner's account as the database has it.
struct PartnerRecord: OwnedRecord, VersionedRecord {
    static let databaseTableName = "partners"
    typealias Owner = TenantID
    static let ownerColumn = "tenant_id"

    let id: PartnerID
    let tenantId: TenantID
    var version: Int64 = 1
    var name: String
    var status = PartnerStatus.active
    let createdAt: Instant

    static func find(_ id: PartnerID, in database: Database) throws -> PartnerRecord? {
        try one(database, "SELECT * FROM partners WHERE id = ?", [id])
    }

    static func tenant(of id: PartnerID, in database: Database) throws -> TenantID? {
        try Row.one(database, "SELECT tenant_id FROM partners WHERE id = ?", [id])?["tenant_id"]
    }

    var scope: RecordScope { RecordScope(tenant: tenantId, partner: id) }

    var state: PartnerChanged {
        PartnerChanged(id: id, version: version, name: name, status: status)
    }
}
