extension ContractIndex {
    /// What every service answers.
    public static let mesh = ServiceContract(methods: [], events: [])
}
