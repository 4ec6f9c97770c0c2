import GRDB
import OctopusPartnersContract
import OctopusServiceKit

/// A package as it lies in the database.
struct PackageRecord: OwnedRecord, VersionedRecord {
    static let databaseTableName = "packages"
    static let ownerColumn = "tenant"
    static let taken = ["name_key": Refusal(.offerNameTaken)]
    typealias Owner = TenantID

    let id: PackageID
    let tenant: TenantID
    var version: Int64 = 1
    private(set) var name: String
    private var nameKey: String
    private var description: String?
    private var priceMinor: Int64
    private var currency: String
    private var period: BillingPeriod
    private var products: [String]
    private var limits: PackageLimits
    var status = OfferStatus.available
    var isDefault = false
    let createdAt: Instant

    init(_ terms: PackageTerms, id: PackageID, of tenant: TenantID, at now: Instant) {
        (self.id, self.tenant, createdAt) = (id, tenant, now)
        (name, nameKey, priceMinor, currency, period) = ("", "", 0, "", .month)
        (products, limits) = ([], PackageLimits())
        take(terms)
    }

    /// Replaces everything that can be edited.
    mutating func take(_ terms: PackageTerms) {
        (name, nameKey) = (terms.name, Folding.key(terms.name))
        description = terms.description
        priceMinor = terms.price.minorUnits
        (currency, period) = (terms.price.currency, terms.price.period)
        products = terms.products.map(\.rawValue)
        limits = terms.limits
    }

    var scope: RecordScope { RecordScope(tenant: tenant) }

    var terms: PackageTerms {
        PackageTerms(
            name: name,
            description: description,
            price: Price(minorUnits: priceMinor, currency: currency, period: period),
            products: products.compactMap(Product.init),
            limits: limits
        )
    }

    /// As a request keeps it.
    var item: RequestedItem { RequestedItem(packageId: id, name: name, price: terms.price) }

    var package: Package {
        Package(
            id: id,
            version: version,
            terms: terms,
            status: status,
            isDefault: isDefault,
            createdAt: createdAt
        )
    }

    var state: PackageChanged {
        PackageChanged(
            id: id,
            version: version,
            terms: terms,
            status: status,
            isDefault: isDefault
        )
    }

    /// The tenant's default package, for partners that the tenant creates itself.
    static func ofDefault(
        of tenant: TenantID,
        in database: Database
    ) throws -> PackageRecord? {
        try one(
            database,
            "SELECT * FROM packages WHERE tenant = ? AND is_default = 1",
            [tenant]
        )
    }
}
