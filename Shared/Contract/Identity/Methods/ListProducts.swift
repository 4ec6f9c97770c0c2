public import OctopusContract

/// What a role of the caller's account can be given.
public enum ListProducts: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/ListProducts",
        .read,
        "The products that roles of the account can be given, and how much of each the caller may give.",
        access: .anyOf(.tenantUser(.roles, .view), .partnerUser(.roles, .view)),
        routing: .tenant
    )

    public typealias Request = Empty

    public struct Reply: Message {
        /// Those that the account's package includes.
        public let products: [OfferedProduct]

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(products: [OfferedProduct]) {
            self.products = products
        }
    }

    /// A product that a role can be given.
    public struct OfferedProduct: Message {
        /// The product.
        public let product: Product
        /// What a new role begins with; absent: nothing.
        public let standard: Level?
        /// The most that the caller may give; absent: nothing.
        public let most: Level?

        /// Makes one from its fields.
        public init(product: Product, standard: Level?, most: Level?) {
            self.product = product
            self.standard = standard
            self.most = most
        }
    }
}
