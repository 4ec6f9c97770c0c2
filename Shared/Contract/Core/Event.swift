public import struct FoundationEssentials.UUID

/// Something that happened in a service, as the others read it.
///
/// The body is without personal fields; those travel in `Personal`, which is stored apart so that
/// erasing a person can null it.
public protocol Event: Message {
    /// The personal fields, all optional; `Empty` if there are none.
    associatedtype Personal: Message = Empty

    /// What the contract says of it: its kind, its sort and what it is for.
    static var declaration: EventDeclaration { get }

    /// Whom it concerns beside what it is about, as the end user who got points: they may read it.
    var audience: [UUID] { get }
}

extension Event {
    /// Nobody, unless a kind of event says otherwise.
    public var audience: [UUID] { [] }
}

/// An event that bears the whole state of a thing, so that others can keep it.
public protocol StateEvent: Event {
    /// The id of the thing.
    associatedtype Key: TypedID

    /// The thing, which the event is about.
    var id: Key { get }
    /// Rises with each change of the thing; the highest is the newest.
    var version: Int64 { get }
}

/// What is known of a kind of event.
public struct EventDeclaration: Sendable, Hashable {
    /// For instance `identity.v1/EndUserChanged`.
    public let kind: String
    /// Whether it bears a state or tells a fact.
    public let sort: EventSort
    /// Ends sessions or changes what somebody may do: read by a follower of its own.
    public let isSecurity: Bool
    /// Whether persons are told it by no method of the mesh: its service shows it, by methods of its own.
    ///
    /// What a person may see of it follows from more than the tenant and the partner.
    public let isForPrograms: Bool
    /// One sentence for the person who lists events.
    public let summary: String

    /// Declares a kind of event.
    ///
    /// - Parameters:
    ///   - kind: As `identity.v1/EndUserChanged`.
    ///   - sort: Whether it bears a state or tells a fact.
    ///   - summary: One sentence.
    ///   - isSecurity: Whether it ends sessions or changes what somebody may do.
    ///   - isForPrograms: Whether persons are told it by no method of the mesh.
    public init(
        _ kind: String,
        _ sort: EventSort,
        _ summary: String,
        isSecurity: Bool = false,
        isForPrograms: Bool = false
    ) {
        self.kind = kind
        self.sort = sort
        self.summary = summary
        self.isSecurity = isSecurity
        self.isForPrograms = isForPrograms
    }

    /// The service that tells it: what stands before the version.
    public var service: String { String(kind.prefix { $0 != "." }) }
}

/// What a reader does with an event.
public enum EventSort: String, Codable, Sendable, CaseIterable {
    /// Bears the whole state and its version, so that applying it twice, or after a snapshot, is
    /// harmless. Its body has a field `version`.
    case state
    /// Something to act on or to count, deduplicated by the id of what it is about.
    case fact
}
