public import OctopusContract

/// What a partner's package lets it do.
///
/// Roles give nothing of products that it does not include.
public struct PartnerEntitlementChanged: StateEvent {
    public static let declaration = EventDeclaration(
        "partners.v1/PartnerEntitlementChanged",
        .state,
        "The products and limits of a partner's package as it now is."
    )

    /// The partner.
    public let id: PartnerID
    /// Rises with each change.
    public let version: Int64
    /// The words of the products, as roles name them.
    ///
    /// They are texts: a reader of an older release passes over what it does not know, where it would
    /// otherwise keep what the partner has lost.
    public let products: [String]
    /// The package.
    public let packageId: PackageID?
    /// What the package was called when it was approved.
    public let packageName: String?
    /// How much of the products, with what add-ons bring; absent: no limit is known.
    public let limits: PackageLimits?
    /// The limits of what the partner has asked for: of the package that a request waits for, and what is
    /// left when add-ons end; the lower ones of both.
    ///
    /// Who counts a use lets it rise to the lower of these and `limits`, so that the request can be approved
    /// and the add-on can end. Of what is counted anew each month `limits` alone hold.
    public let askedLimits: PackageLimits?

    /// Makes one from its fields.
    public init(
        id: PartnerID,
        version: Int64,
        products: [String],
        packageId: PackageID? = nil,
        packageName: String? = nil,
        limits: PackageLimits? = nil,
        askedLimits: PackageLimits? = nil
    ) {
        self.id = id
        self.version = version
        self.products = products
        self.packageId = packageId
        self.packageName = packageName
        self.limits = limits
        self.askedLimits = askedLimits
    }
}
