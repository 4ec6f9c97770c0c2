import GRDB
import OctopusAdvertisingContract
import OctopusPartnersContract
import OctopusServiceKit

/// A package of impressions as it lies in the database.
struct ImpressionPackageRecord: OwnedRecord, VersionedRecord {
    static let databaseTableName = "impression_packages"
    static let ownerColumn = "tenant"
    static let taken = ["name_key": Refusal(.impressionPackageNameTaken)]
    typealias Owner = TenantID

    let id: ImpressionPackageID
    let tenant: TenantID
    var version: Int64 = 1
    private(set) var name: String
    private var nameKey: String
    private(set) var impressions: Int64
    private var minorUnits: Int64
    var status = OfferStatus.available
    private let createdAt: Instant

    init(
        _ terms: ImpressionPackageTerms,
        id: ImpressionPackageID,
        of tenant: TenantID,
        at now: Instant
    ) {
        (self.id, self.tenant, createdAt) = (id, tenant, now)
        (name, nameKey, impressions, minorUnits) = ("", "", 0, 0)
        take(terms)
    }

    /// Replaces everything that can be edited.
    mutating func take(_ terms: ImpressionPackageTerms) {
        (name, nameKey) = (terms.name, Folding.key(terms.name))
        (impressions, minorUnits) = (terms.impressions, terms.minorUnits)
    }

    var scope: RecordScope { RecordScope(tenant: tenant) }

    var terms: ImpressionPackageTerms {
        ImpressionPackageTerms(name: name, impressions: impressions, minorUnits: minorUnits)
    }

    /// As a request keeps it.
    func item(in currency: String) -> RequestedItem {
        RequestedItem(
            name: name,
            price: Price(minorUnits: minorUnits, currency: currency, period: .once),
            impressions: impressions
        )
    }

    var package: ImpressionPackage {
        ImpressionPackage(
            id: id,
            version: version,
            terms: terms,
            status: status,
            createdAt: createdAt
        )
    }

    var state: ImpressionPackageChanged {
        ImpressionPackageChanged(id: id, version: version, terms: terms, status: status)
    }
}
