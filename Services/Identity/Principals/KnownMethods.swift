import OctopusContract
import OctopusIdentityContract
import OctopusLoyaltyContract

/// The methods of the installation's services, which grants name.
///
/// A service that is added stands here too.
enum KnownMethods {
    static let names: Set<String> = Set(
        [ContractIndex.mesh, ContractIndex.identity, ContractIndex.loyalty].flatMap { contract in
            contract.methods.map { $0.declaration.name }
        }
    ).union(["mesh.v1/ReadPersonal"])

    /// `identity.v1`, `loyalty.v1`, `mesh.v1`.
    static let services: Set<Substring> = Set(names.map { $0.prefix { $0 != "/" } })

    /// Whether a grant that is well written names something: `*`, `loyalty.v1/*`,
    /// `loyalty.v1/AwardPoints`.
    static func covers(_ grant: String) -> Bool {
        grant == "*" || names.contains(grant)
            || grant.hasSuffix("/*") && services.contains(grant.dropLast(2))
    }
}
