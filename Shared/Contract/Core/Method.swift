/// One thing that a service can be asked for.
///
/// A method is an enumeration without cases that names its two messages and declares, as data,
/// what every caller, test and tool must know of it. The service extends it with what it does.
public protocol Method: Sendable {
    associatedtype Request: Message
    associatedtype Reply: Message

    static var declaration: MethodDeclaration { get }
}

/// What is known of a method before it is called.
public struct MethodDeclaration: Sendable, Hashable {
    /// For instance `loyalty.v1/AwardPoints`.
    public let name: String
    public let kind: MethodKind
    /// One sentence for the person who lists methods.
    public let summary: String
    public let access: Access
    public let routing: Routing
    /// Nothing of its request or reply is stored or logged; it is safe to repeat by its own state.
    public let carriesSecrets: Bool
    /// The refusals of its own, beside those that every method can give (`Reason.common`).
    public let reasons: [Reason]

    public init(
        _ name: String,
        _ kind: MethodKind,
        _ summary: String,
        access: Access,
        routing: Routing,
        carriesSecrets: Bool = false,
        reasons: [Reason] = []
    ) {
        self.name = name
        self.kind = kind
        self.summary = summary
        self.access = access
        self.routing = routing
        self.carriesSecrets = carriesSecrets
        self.reasons = reasons
    }

    /// The service that answers: what stands before the version.
    public var service: String { String(name.prefix { $0 != "." }) }
}

public enum MethodKind: String, Codable, Sendable, CaseIterable {
    /// Answers from a snapshot of the database.
    case read
    /// A read that may wait for news until its deadline.
    case waitingRead
    /// Changes something, once for each idempotency key.
    case command
}

/// What the header's routing key names, which also chooses the shard.
public enum Routing: String, Codable, Sendable, CaseIterable {
    /// The method touches nothing of a tenant's.
    case none
    case tenant
    case partner
}
