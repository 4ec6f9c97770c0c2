/// The contracts by service; each service's stands beside its messages.
public enum ContractIndex {}

/// What one service answers and what it tells.
public struct ServiceContract: Sendable {
    /// Its methods.
    public let methods: [any Method.Type]
    /// Its kinds of events.
    public let events: [any Event.Type]

    /// Makes a contract of its methods and events.
    public init(methods: [any Method.Type], events: [any Event.Type]) {
        self.methods = methods
        self.events = events
    }

    /// What stands before the version in the names of its methods and events.
    public var name: String {
        methods.first?.declaration.service ?? events.first?.declaration.service ?? ""
    }
}
