extension ContractIndex {
    /// Every contract there is.
    public static let services: [ServiceContract] = [mesh, identity, loyalty]

    public static var methods: [any Method.Type] { services.flatMap(\.methods) }
    public static var events: [any Event.Type] { services.flatMap(\.events) }
}
