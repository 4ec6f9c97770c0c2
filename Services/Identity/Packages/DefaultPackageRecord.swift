import OctopusIdentityContract
import GRDB
import OctopusServiceKit

/// What partners of a tenant have of whom no entitlement is known.
struct DefaultPackageRecord: StoredRecord {
    static let databaseTableName = "default_packages"

    let tenantId: TenantID
    var version: Int64
    var products: [String]

    static func find(_ tenant: TenantID, in database: Database) throws -> DefaultPackageRecord? {
        try one(database, "SELECT * FROM default_packages WHERE tenant_id = ?", [tenant])
    }

    /// What a package can include.
    static let possible = Product.allCases.filter { $0.terms.offer == .package }

    /// A tenant that never chose gives everything.
    static func defaultPackage(of tenant: TenantID, in database: Database) throws -> DefaultPackage
    {
        let record = try find(tenant, in: database)
        let package = Package.ofPartner(record?.products)
        return DefaultPackage(
            version: record?.version ?? 0,
            products: possible.filter(package.includes)
        )
    }
}
