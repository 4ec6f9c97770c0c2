import GRDB
import OctopusPartnersContract
import OctopusServiceKit

/// An add-on as it lies in the database.
struct AddOnRecord: OwnedRecord, VersionedRecord {
    static let databaseTableName = "add_ons"
    static let ownerColumn = "tenant"
    static let taken = ["name_key": Refusal(.offerNameTaken)]
    typealias Owner = TenantID

    let id: AddOnID
    let tenant: TenantID
    var version: Int64 = 1
    private(set) var name: String
    private var nameKey: String
    private var description: String?
    private var priceMinor: Int64
    private var currency: String
    private var period: BillingPeriod
    private(set) var impressions: Int64
    private(set) var raises: PackageLimits?
    var status = OfferStatus.available
    let createdAt: Instant

    init(_ terms: AddOnTerms, id: AddOnID, of tenant: TenantID, at now: Instant) {
        (self.id, self.tenant, createdAt) = (id, tenant, now)
        (name, nameKey, priceMinor, currency, period) = ("", "", 0, "", .once)
        impressions = 0
        take(terms)
    }

    /// Replaces everything that can be edited.
    mutating func take(_ terms: AddOnTerms) {
        (name, nameKey) = (terms.name, Folding.key(terms.name))
        description = terms.description
        priceMinor = terms.price.minorUnits
        (currency, period) = (terms.price.currency, terms.price.period)
        impressions = terms.impressions ?? 0
        raises = terms.raises
    }

    var scope: RecordScope { RecordScope(tenant: tenant) }

    var terms: AddOnTerms {
        AddOnTerms(
            name: name,
            description: description,
            price: Price(minorUnits: priceMinor, currency: currency, period: period),
            impressions: impressions,
            raises: raises
        )
    }

    /// As a request keeps it.
    var item: RequestedItem {
        RequestedItem(
            addOnId: id,
            name: name,
            price: terms.price,
            raises: raises,
            impressions: impressions
        )
    }

    var addOn: AddOn {
        AddOn(id: id, version: version, terms: terms, status: status, createdAt: createdAt)
    }

    var state: AddOnChanged {
        AddOnChanged(id: id, version: version, terms: terms, status: status)
    }
}
