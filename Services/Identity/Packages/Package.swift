import OctopusIdentityContract
import GRDB
import OctopusServiceKit

/// The products that an account can use, whatever its roles say.
struct Package: Sendable, Hashable {
    /// Those of the package; nil is all of them.
    private let products: Set<Product>?
    private let isTenants: Bool

    private init(_ products: Set<Product>?, isTenants: Bool) {
        self.products = products
        self.isTenants = isTenants
    }

    /// A tenant's own account has everything.
    static let ofTenant = Package(nil, isTenants: true)

    /// A partner's.
    ///
    /// - Parameter products: The words of the products; what this release does not know gives nothing.
    ///   Nil is all of them.
    /// - Returns: The package.
    static func ofPartner(_ products: [String]?) -> Package {
        Package(products.map { Set($0.compactMap(Product.init)) }, isTenants: false)
    }

    func includes(_ product: Product) -> Bool {
        switch product.terms.offer {
        case .always: true
        case .package: products?.contains(product) ?? true
        case .tenant: isTenants
        }
    }

    /// What roles can be given, in the contract's order.
    var offered: [Product] { Product.allCases.filter(includes) }

    /// What is left of a role's levels.
    func limiting(_ levels: [Product: Level]) -> [Product: Level] {
        levels.filter { includes($0.key) }
    }

    /// The package of an account as the database has it; a partner of whom nothing was told has everything.
    static func of(_ account: Account, in database: Database) throws -> Package {
        guard let partner = account.partner else { return ofTenant }
        return ofPartner(try EntitlementRecord.find(partner, in: database)?.products)
    }
}
