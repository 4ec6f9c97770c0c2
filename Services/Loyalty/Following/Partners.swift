import OctopusIdentityContract
import OctopusLoyaltyContract
import GRDB
import OctopusServiceKit
import OctopusStore

/// A partner as this service needs to know it.
struct PartnerRecord {
    let id: PartnerID
    let tenant: TenantID
    let name: String
    let status: PartnerStatus
    /// The tenant's, by IANA.
    let timeZone: String

    static func find(_ id: PartnerID, in database: Database) throws -> PartnerRecord? {
        try database.row(
            """
            SELECT partners.tenant, name, status, time_zone FROM partners
            JOIN tenants ON tenants.id = partners.tenant WHERE partners.id = ?
            """,
            [id]
        ).map { row in
            PartnerRecord(
                id: id,
                tenant: row["tenant"],
                name: row["name"],
                status: row["status"],
                timeZone: row["time_zone"]
            )
        }
    }

    /// The partner, if it may do business.
    static func active(_ id: PartnerID, in database: Database) throws -> PartnerRecord {
        guard let partner = try find(id, in: database) else { throw Refusal(.notFound) }
        guard partner.status == .active else { throw Refusal(.partnerSuspended) }
        return partner
    }

    static func tenant(of id: PartnerID, in database: Database) throws -> TenantID? {
        try database.value(TenantID.self, "SELECT tenant FROM partners WHERE id = ?", [id])
    }

    /// Partners missing from a fresh snapshot are treated as suspended.
    static let retention = Retention(
        table: "partners",
        assignments: "version = 0, status = 'suspended'"
    )

    static func apply(
        _ event: PartnerChanged,
        of tenant: TenantID?,
        replaces: Bool,
        in database: Database
    ) throws {
        guard let tenant else { throw FollowingFault.withoutTenant }
        try database.run(
            """
            INSERT INTO partners (id, tenant, version, name, status) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE
            SET version = excluded.version, name = excluded.name, status = excluded.status
            WHERE excluded.version > version OR ?
            """,
            [event.id, tenant, event.version, event.name, event.status, replaces]
        )
    }
}

/// An event that can't be applied; its subject is parked until somebody has looked at it.
enum FollowingFault: Error {
    case withoutTenant
}
