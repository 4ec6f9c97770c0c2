public import OctopusContract
public import struct FoundationEssentials.UUID

/// A tenant user logged in as a partner.
///
/// Its end is `SessionEnded`, or time: it lives for ten minutes from its last renewal.
public struct ImpersonationBegan: Event {
    public static let declaration = EventDeclaration(
        "identity.v1/ImpersonationBegan",
        .fact,
        "A tenant user began to act as a partner's Account owner."
    )

    /// The session that began.
    public let session: SessionID
    /// The partner.
    public let partner: PartnerID
    /// The partner's Account owner, in whose place the tenant user acts.
    public let owner: UserID
    /// The tenant user.
    public let actor: UserID
    /// The session of the tenant user's own.
    public let ownSession: SessionID

    /// Those whose doing it is, and those whose place is taken.
    public var audience: [UUID] { [owner.uuid, actor.uuid] }

    /// Makes one from its fields.
    public init(
        session: SessionID,
        partner: PartnerID,
        owner: UserID,
        actor: UserID,
        ownSession: SessionID
    ) {
        self.session = session
        self.partner = partner
        self.owner = owner
        self.actor = actor
        self.ownSession = ownSession
    }
}
