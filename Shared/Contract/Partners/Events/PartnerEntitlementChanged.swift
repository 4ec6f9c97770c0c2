public import OctopusContract

/// What a partner's package lets its users do.
///
/// Roles give nothing of products that it does not include.
public struct PartnerEntitlementChanged: StateEvent {
    public static let declaration = EventDeclaration(
        "partners.v1/PartnerEntitlementChanged",
        .state,
        "The products that a partner's package now includes."
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

    /// Makes one from its fields.
    public init(id: PartnerID, version: Int64, products: [String]) {
        self.id = id
        self.version = version
        self.products = products
    }
}
