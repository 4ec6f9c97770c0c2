import GRDB
import OctopusPartnersContract
import OctopusServiceKit

/// What packages and add-ons share: a price, and a name that is unique among the available ones.
enum OfferRules {
    /// How many of them a tenant may have, the retired ones among them.
    static let largestCount = 500

    /// Names and prices as they are kept.
    ///
    /// - Parameters:
    ///   - terms: As they were typed.
    ///   - tenant: Whose catalogue it is.
    ///   - fields: Collects what is wrong.
    ///   - database: Knows the tenant's currency.
    /// - Returns: The terms in their one form.
    /// - Throws: What the database throws.
    static func read(
        _ terms: PackageTerms,
        of tenant: TenantID,
        _ fields: inout FieldRules,
        in database: Database
    ) throws -> PackageTerms {
        fields.require(
            terms.price.period != .once,
            "terms.price.period",
            .known,
            "A package is paid by the month or the year."
        )
        for (index, product) in terms.products.enumerated() {
            let path = "terms.products[\(index)]"
            fields.require(
                product.terms.offer == .package,
                path,
                .known,
                "No package decides about \(product.rawValue)."
            )
            fields.require(!terms.products[..<index].contains(product), path, .once)
        }
        try check(terms.price, of: tenant, &fields, in: database)
        return PackageTerms(
            name: fields.text(terms.name, "terms.name", PartnersLimits.name),
            description: fields.text(
                terms.description,
                "terms.description",
                PartnersLimits.description
            ),
            price: terms.price,
            products: terms.products,
            limits: terms.limits
        )
    }

    /// The same of an add-on.
    static func read(
        _ terms: AddOnTerms,
        of tenant: TenantID,
        _ fields: inout FieldRules,
        in database: Database
    ) throws -> AddOnTerms {
        try check(terms.price, of: tenant, &fields, in: database)
        // They are given once, with the approval.
        fields.require(
            terms.impressions ?? 0 == 0 || terms.price.period == .once,
            "terms.impressions",
            .range,
            "Impressions are paid once."
        )
        return AddOnTerms(
            name: fields.text(terms.name, "terms.name", PartnersLimits.name),
            description: fields.text(
                terms.description,
                "terms.description",
                PartnersLimits.description
            ),
            price: terms.price,
            impressions: terms.impressions ?? 0,
            raises: terms.raises
        )
    }

    private static func check(
        _ price: Price,
        of tenant: TenantID,
        _ fields: inout FieldRules,
        in database: Database
    ) throws {
        guard let tenant = try TenantRecord.find(tenant, in: database) else {
            throw Refusal(.notFound)
        }
        fields.require(
            price.currency == tenant.currency,
            "terms.price.currency",
            .known,
            "The tenant's prices are in \(tenant.currency)."
        )
    }

    /// - Throws: `tooManyOffers`.
    static func demandRoom(
        in table: String,
        of tenant: TenantID,
        _ database: Database
    ) throws {
        let count = try Int.one(
            database,
            "SELECT count(*) FROM \(table) WHERE tenant = ?",
            [tenant]
        )
        guard count ?? 0 < largestCount else { throw Refusal(.tooManyOffers) }
    }
}
