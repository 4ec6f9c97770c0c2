public import OctopusContract

extension ContractIndex {
    /// Impressions that partners buy, and what is shown to end users for them.
    public static let advertising = ServiceContract(
        methods: [],
        events: []
    )
}
