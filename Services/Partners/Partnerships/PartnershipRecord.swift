import GRDB
import OctopusPartnersContract
import OctopusServiceKit

/// The package in force of a partner, as it was when it was approved or given.
struct PartnershipRecord: OwnedRecord, VersionedRecord {
    static let databaseTableName = "partnerships"
    static let ownerColumn = "tenant"
    typealias Owner = TenantID

    /// The partner.
    let id: PartnerID
    let tenant: TenantID
    var version: Int64 = 1
    private(set) var package: PackageID
    private var name: String
    private var priceMinor: Int64
    private var currency: String
    private var period: BillingPeriod
    private(set) var products: [String]
    /// Of the package alone.
    private(set) var limits: PackageLimits
    /// What add-ons add to them.
    var raises = PackageLimits()
    /// What is taken from that when add-ons end.
    var ending = PackageLimits()
    /// Of the package that the partner has asked for, while that waits.
    var asked: PackageLimits?
    private(set) var since: Instant

    init(
        of partner: PartnerID,
        of tenant: TenantID,
        _ package: PackageID,
        _ terms: PackageTerms,
        since now: Instant
    ) {
        (id, self.tenant, self.package) = (partner, tenant, package)
        name = terms.name
        priceMinor = terms.price.minorUnits
        (currency, period) = (terms.price.currency, terms.price.period)
        products = terms.products.map(\.rawValue)
        (limits, since) = (terms.limits, now)
    }

    /// It includes nothing any more.
    mutating func end() { (products, limits, raises) = ([], PackageLimits(), PackageLimits()) }

    static func find(_ partner: PartnerID, in database: Database) throws -> PartnershipRecord? {
        try one(database, "SELECT * FROM partnerships WHERE id = ?", [partner])
    }

    /// What the partner has in all.
    var raisedLimits: PackageLimits { limits.raised(by: raises) }

    /// What the partner is left with by all that it has asked for; nil if that is nothing.
    private var askedLimits: PackageLimits? {
        let lasting = raises.less(ending)
        let left = ending == PackageLimits() ? nil : limits.raised(by: lasting)
        let asked = asked?.raised(by: lasting)
        guard let left, let asked else { return left ?? asked }
        return left.lower(asked)
    }

    /// How many of a thing the partner may have now.
    func allowance(_ limit: KeyPath<PackageLimits, Int64?>) -> Allowance {
        Allowance(given: raisedLimits[keyPath: limit], asked: askedLimits?[keyPath: limit])
    }

    var scope: RecordScope { RecordScope(tenant: tenant, partner: id) }

    /// Whether a package gives now what was approved then.
    func isSame(as terms: PackageTerms) -> Bool {
        Set(products) == Set(terms.products.map(\.rawValue)) && limits == terms.limits
            && item.price == terms.price
    }

    /// What was approved, with its price.
    var item: RequestedItem {
        RequestedItem(
            packageId: package,
            name: name,
            price: Price(minorUnits: priceMinor, currency: currency, period: period)
        )
    }

    var state: PartnerEntitlementChanged {
        PartnerEntitlementChanged(
            id: id,
            version: version,
            products: products,
            packageId: package,
            packageName: name,
            limits: raisedLimits,
            askedLimits: askedLimits
        )
    }
}

extension Emitting {
    /// Puts a package in force for a partner, and tells what it includes.
    func entitle(
        _ partner: PartnerID,
        of tenant: TenantID,
        to package: PackageID,
        _ terms: PackageTerms
    ) throws {
        var next = PartnershipRecord(
            of: partner,
            of: tenant,
            package,
            terms,
            since: now
        )
        next.raises = try Balances.raises(of: partner, in: database)
        next.ending = try HeldAddOn.endingRaises(of: partner, in: database)
        // A default package may come while another is asked for.
        next.asked = try RequestRecord.openPackage(of: partner, in: database)?.terms?.limits
        if let present = try PartnershipRecord.find(partner, in: database) {
            next.version = present.version
            try storeNext(of: next)
        } else {
            try create(next)
            try database.run(
                "DELETE FROM without_package WHERE tenant = ? AND partner = ?",
                [tenant, partner]
            )
        }
    }

    /// Takes package and balances from a partner that will never have an account, and tells of it.
    func endEntitlement(of partner: PartnerID) throws {
        guard var partnership = try PartnershipRecord.find(partner, in: database) else { return }
        partnership.end()
        _ = try storeNext(of: partnership)
        try database.run("DELETE FROM partnerships WHERE id = ?", [partner])
        try database.run("DELETE FROM add_on_balances WHERE partner = ?", [partner])
        try database.run("DELETE FROM impressions WHERE partner = ?", [partner])
    }

    /// Tells what a partner's package would become, so that nobody's use passes it meanwhile.
    ///
    /// - Parameters:
    ///   - limits: Those asked for; nil once that was decided or cancelled.
    ///   - partner: Who asks; one without a package has no limit to be held to.
    /// - Throws: What the database throws.
    func ask(for limits: PackageLimits?, _ partner: PartnerID) throws {
        guard var partnership = try PartnershipRecord.find(partner, in: database),
            partnership.asked != limits
        else { return }
        partnership.asked = limits
        try storeNext(of: partnership)
    }
}
