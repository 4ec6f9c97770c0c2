public import struct FoundationEssentials.UUID

/// Who did something, and through what.
public struct Actor: Message {
    /// What sort of actor it is.
    public let kind: ActorKind
    /// The person; absent for a program that acts by itself, and for the service.
    public let id: UUID?
    /// Who acted in that person's place.
    public let impersonatorId: UUID?
    /// The program that carried it.
    public let program: String?

    /// Makes one from its fields.
    public init(
        kind: ActorKind,
        id: UUID? = nil,
        impersonatorId: UUID? = nil,
        program: String? = nil
    ) {
        self.kind = kind
        self.id = id
        self.impersonatorId = impersonatorId
        self.program = program
    }
}

/// Who can do something.
public enum ActorKind: String, Codable, Sendable, CaseIterable {
    /// A user of the partner, an end user, or no person: the program that is named by its service account,
    /// or the service by itself.
    case user, endUser, service
}
