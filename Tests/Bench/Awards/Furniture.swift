import OctopusLoyaltyContract
import FoundationEssentials
import GRDB
import OctopusServiceKit

/// What stands in a house of awards; the same in every run, so that two houses can be compared.
enum Furniture {
    static let tenant = TenantID(id(1, 0))
    static let partner = PartnerID(id(2, 0))
    static let pointType = PointTypeID(id(3, 0))
    static let scope: [UInt8] = Array(repeating: 7, count: 32)

    static let person = Person(
        subject: id(4, 0),
        kind: .user,
        tenant: tenant,
        partner: partner,
        session: SessionID(id(5, 0)),
        levels: [.points: .full]
    )

    /// An award for each end user, by a stride, so that neighbours in time are none in the indexes.
    static func awards(_ endUsers: Int) -> [AwardPoints.Request] {
        (0..<endUsers).map { number in
            AwardPoints.Request(
                endUserId: endUser(number * 7_919 % endUsers),
                pointTypeId: pointType,
                amount: 5
            )
        }
    }

    static func endUser(_ number: Int) -> EndUserID { EndUserID(id(6, UInt32(number))) }

    static func place(endUsers: Int, _ database: Database) throws {
        try database.execute(
            sql:
                "INSERT OR IGNORE INTO tenants (id, version, time_zone) VALUES (?, 1, 'Europe/Zagreb')",
            arguments: [tenant]
        )
        try database.execute(
            sql: """
                INSERT OR IGNORE INTO partners (id, tenant, version, name, status)
                VALUES (?, ?, 1, 'Café', 'active')
                """,
            arguments: [partner, tenant]
        )
        try database.execute(
            sql: """
                INSERT OR IGNORE INTO point_types
                (id, tenant, partner, version, name, name_key, key_form, valid_months, status,
                    created_at)
                VALUES (?, ?, ?, 1, 'Beans', 'beans', 1, 12, 'active', 0)
                """,
            arguments: [pointType, tenant, partner]
        )
        // Millions of awards of one operator are no fraud here.
        try database.execute(
            sql: """
                INSERT OR IGNORE INTO issuance_limits
                (id, tenant, version, operator_points, partner_points, tenant_points)
                VALUES (?1, ?1, 1, ?2, ?2, ?2)
                """,
            arguments: [tenant, 1_000_000_000_000]
        )
        let statement = try database.cachedStatement(
            sql: """
                INSERT OR IGNORE INTO end_users (id, tenant, version, code, status)
                VALUES (?, ?, 1, ?, 'active')
                """
        )
        for number in 0..<endUsers {
            try statement.execute(arguments: [endUser(number), tenant, "code-\(number)"])
        }
    }

    /// A UUIDv7 of the year 2026; end users are as far apart as people who register at any time.
    static func id(_ kind: UInt8, _ number: UInt32) -> UUID {
        let mixed = number.byteSwapped ^ 0x0199_0000
        let (a, b, c, d) = (
            UInt8(mixed >> 24), UInt8(mixed >> 16 & 255), UInt8(mixed >> 8 & 255),
            UInt8(mixed & 255)
        )
        return UUID(uuid: (1, 0x99, a, b, c, d, 0x70, kind, 0x80, 0, 0, 0, a, b, c, d))
    }
}
