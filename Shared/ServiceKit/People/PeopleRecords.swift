package import OctopusContract
public import OctopusIdentityContract
public import GRDB
package import struct FoundationEssentials.UUID

// The contract's enumerations lie in the database under their names.
extension PartnerStatus: DatabaseValueConvertible {}
extension EndUserStatus: DatabaseValueConvertible {}

/// What a service keeps of a tenant.
package struct TenantRecord: Sendable, Hashable {
    package let id: TenantID
    /// IANA, as `Europe/Zagreb`; in it are counted the days and months after which things expire.
    package let timeZone: String
    /// ISO 4217, as `EUR`.
    package let currency: String

    package static func find(_ id: TenantID, in database: Database) throws -> TenantRecord? {
        try Row.one(database, "SELECT time_zone, currency FROM tenants WHERE id = ?", [id])
            .map { TenantRecord(id: id, timeZone: $0[0], currency: $0[1]) }
    }
}

/// What a service keeps of a partner.
package struct PartnerRecord: Sendable, Hashable {
    package let id: PartnerID
    package let tenant: TenantID
    package let name: String
    package let status: PartnerStatus
    /// The tenant's, by IANA.
    package let timeZone: String

    package init(
        id: PartnerID,
        tenant: TenantID,
        name: String,
        status: PartnerStatus,
        timeZone: String
    ) {
        self.id = id
        self.tenant = tenant
        self.name = name
        self.status = status
        self.timeZone = timeZone
    }

    package static func find(_ id: PartnerID, in database: Database) throws -> PartnerRecord? {
        try Row.one(
            database,
            """
            SELECT partners.tenant, name, status, time_zone FROM partners
            JOIN tenants ON tenants.id = partners.tenant WHERE partners.id = ?
            """,
            [id]
        ).map { row in
            PartnerRecord(id: id, tenant: row[0], name: row[1], status: row[2], timeZone: row[3])
        }
    }

    /// The partner, if it may do business.
    ///
    /// - Throws: `notFound`, `partnerSuspended`.
    package static func active(_ id: PartnerID, in database: Database) throws -> PartnerRecord {
        guard let partner = try find(id, in: database) else { throw Refusal(.notFound) }
        guard partner.status == .active else { throw Refusal(.partnerSuspended) }
        return partner
    }

    package static func tenant(of id: PartnerID, in database: Database) throws -> TenantID? {
        try TenantID.one(database, "SELECT tenant FROM partners WHERE id = ?", [id])
    }
}

/// What a service keeps of an end user.
package struct EndUserRecord: Sendable, Hashable {
    package let id: EndUserID
    /// The End-user ID that people type.
    package let code: String
    package let status: EndUserStatus
    /// Personal; nil once the end user is erased.
    package let name: String?

    /// An end user of that tenant; another tenant's looks as if it did not exist.
    package static func find(
        _ id: EndUserID,
        of tenant: TenantID,
        in database: Database
    ) throws -> EndUserRecord? {
        try Row.one(
            database,
            "SELECT id, code, status, name FROM end_users WHERE id = ? AND tenant = ?",
            [id, tenant]
        ).map(EndUserRecord.init)
    }

    /// The end user with that End-user ID.
    package static func find(
        code: String,
        of tenant: TenantID,
        in database: Database
    ) throws -> EndUserRecord? {
        try Row.one(
            database,
            "SELECT id, code, status, name FROM end_users WHERE code = ? AND tenant = ?",
            [code, tenant]
        ).map(EndUserRecord.init)
    }

    /// The end user, if they may hold and use things.
    ///
    /// - Throws: `notFound`, `endUserBlocked`.
    @discardableResult
    package static func active(
        _ id: EndUserID,
        of tenant: TenantID,
        in database: Database
    ) throws -> EndUserRecord {
        guard let endUser = try find(id, of: tenant, in: database) else { throw Refusal(.notFound) }
        guard endUser.status == .active else { throw Refusal(.endUserBlocked) }
        return endUser
    }

    private init(row: Row) {
        (id, code, status, name) = (row[0], row[1], row[2], row[3])
    }
}

extension CommandContext {
    /// The partner that the call is about, if it may do business.
    ///
    /// - Throws: `notFound`, `partnerSuspended`.
    package func activePartner() throws -> PartnerRecord {
        try PartnerRecord.active(caller.requirePartner(), in: database)
    }
}

extension Emitting {
    /// Appends an event about something of that partner's.
    package func emit<E: Event>(
        _ event: E,
        about subject: UUID,
        of partner: PartnerRecord
    ) throws {
        try emit(event, about: subject, tenant: partner.tenant, partner: partner.id)
    }
}
