public import OctopusContract

extension ContractIndex {
    /// Partnerships, packages and requests; so far what identity follows of them.
    public static let partners = ServiceContract(
        methods: [],
        events: [PartnerEntitlementChanged.self]
    )
}
