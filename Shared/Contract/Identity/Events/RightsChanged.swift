public import OctopusContract
public import struct FoundationEssentials.UUID

/// What somebody may do has changed: tokens that were issued before are to be refreshed.
///
/// It is about a user, or about a role, a partner or a tenant and with it all users who have the role or
/// belong there. A token names each of them, and where in identity's log it was issued.
public struct RightsChanged: Event {
    public static let declaration = EventDeclaration(
        "identity.v1/RightsChanged",
        .state,
        "Tokens of a user, a role, a partner or a tenant that were issued up to a position are outdated.",
        isSecurity: true
    )

    /// The position of identity's log up to which tokens are outdated; rises with each change.
    public let version: Int64
    /// Whose tokens: the id of a user, a role, a partner or a tenant.
    public let subject: UUID
    /// Which log the position is of; tokens of another one end with its keys.
    public let epoch: UUID
    /// When the last of those tokens is dead by itself, so that this can be forgotten.
    public let forgettableAt: Instant

    /// Makes one from its fields.
    public init(version: Int64, subject: UUID, epoch: UUID, forgettableAt: Instant) {
        self.version = version
        self.subject = subject
        self.epoch = epoch
        self.forgettableAt = forgettableAt
    }
}
