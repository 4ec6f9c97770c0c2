import OctopusIdentityContract
import GRDB
import OctopusServiceKit

/// What somebody decides about a role, read in one form.
struct RoleFields {
    let name: String
    let levels: [Product: Level]

    /// What people call the built-in role.
    private static let ownerKey = Folding.key("Account owner")

    /// - Throws: `invalid`, with everything that is wrong at once.
    init(_ name: String, _ levels: [ProductLevel], of package: Package) throws(Refusal) {
        var fields = FieldRules()
        self.name = fields.text(name, "name", IdentityLimits.roleName)
        fields.require(
            Folding.key(self.name) != Self.ownerKey,
            "name",
            .reserved,
            "Account owner is the built-in role."
        )
        self.levels = fields.levels(levels, of: package)
        try fields.check()
    }

    /// The levels that a new role begins with, as far as the giver's own go.
    static func standard(of package: Package, _ granter: Granter) -> [ProductLevel] {
        package.offered.compactMap { product in
            guard let standard = product.terms.standard, let held = granter.held[product] else {
                return nil
            }
            return ProductLevel(product, min(standard, held))
        }
    }
}
