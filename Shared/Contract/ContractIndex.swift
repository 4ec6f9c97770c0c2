/// Every method and event there is, a list for each service.
///
/// A service's list stands beside its messages, in `<Service>/<Service>Contract.swift`.
public enum ContractIndex {
    public static let services: [ServiceContract] = [mesh, identity, loyalty]

    public static var methods: [any Method.Type] { services.flatMap(\.methods) }
    public static var events: [any Event.Type] { services.flatMap(\.events) }
}

/// What one service answers and what it tells.
public struct ServiceContract: Sendable {
    public let methods: [any Method.Type]
    public let events: [any Event.Type]

    public init(methods: [any Method.Type], events: [any Event.Type]) {
        self.methods = methods
        self.events = events
    }

    /// What stands before the version in its methods' names.
    public var name: String { methods.first?.declaration.service ?? "" }
}
