/// One thing that a service can be asked for.
///
/// A method is an enumeration without cases that names its two messages and declares, as data,
/// what every caller, test and tool must know of it. The service extends it with what it does.
public protocol Method: Sendable {
    /// What is sent.
    associatedtype Request: Message
    /// What comes back.
    associatedtype Reply: Message

    /// What the contract says of it: its name, its kind, who may call it and what it refuses.
    static var declaration: MethodDeclaration { get }
}

/// What is known of a method before it is called.
public struct MethodDeclaration: Sendable, Hashable {
    /// For instance `loyalty.v1/AwardPoints`.
    public let name: String
    /// Whether it reads, waits or changes something.
    public let kind: MethodKind
    /// One sentence for the person who lists methods.
    public let summary: String
    /// Who may call it.
    public let access: Access
    /// Whether no wildcard of grants has it, since it administers the installation: what access
    /// `installation` says.
    public let isGrantedByName: Bool
    /// What its routing key names.
    public let routing: Routing
    /// Nothing of its request or reply is stored or logged; it is safe to repeat by its own state.
    public let carriesSecrets: Bool
    /// Whether the audit has an entry of each time that it was done.
    ///
    /// One of many steps between a method that begins and one that ends needs none; what is refused is
    /// an entry all the same.
    public let isAudited: Bool
    /// The refusals of its own, beside those that every method can give (`Reason.common`).
    public let reasons: [Reason]

    /// Declares a method.
    ///
    /// - Parameters:
    ///   - name: As `loyalty.v1/AwardPoints`.
    ///   - kind: Whether it reads, waits or changes something.
    ///   - summary: One sentence.
    ///   - access: Who may call it.
    ///   - routing: What its routing key names.
    ///   - carriesSecrets: Whether a password, a token or a code travels with it.
    ///   - isAudited: Whether the audit has an entry of each time that it was done.
    ///   - reasons: The refusals of its own.
    public init(
        _ name: String,
        _ kind: MethodKind,
        _ summary: String,
        access: Access,
        routing: Routing,
        carriesSecrets: Bool = false,
        isAudited: Bool = true,
        reasons: [Reason] = []
    ) {
        self.name = name
        self.kind = kind
        self.summary = summary
        self.access = access
        isGrantedByName = access.rules.contains(.installation)
        self.routing = routing
        self.carriesSecrets = carriesSecrets
        self.isAudited = isAudited
        self.reasons = reasons
    }

    /// The service that answers: what stands before the version.
    public var service: String { String(name.prefix { $0 != "." }) }
}

/// What a method does to its service, which decides how it may be repeated.
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
    /// A tenant.
    case tenant
    /// A partner.
    case partner
}
