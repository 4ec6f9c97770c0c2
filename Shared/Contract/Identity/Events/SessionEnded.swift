public import OctopusContract

/// A session that ended before its tokens did.
public struct SessionEnded: Event {
    public static let declaration = EventDeclaration(
        "identity.v1/SessionEnded",
        .state,
        "A session ended; its tokens are refused from now on.",
        isSecurity: true
    )

    /// Rises with each change.
    public let version: Int64
    /// The session.
    public let session: SessionID
    /// When it ended.
    public let endedAt: Instant
    /// When the last token of the session is dead by itself, so that this can be forgotten.
    public let forgettableAt: Instant

    /// Makes one from its fields.
    public init(version: Int64, session: SessionID, endedAt: Instant, forgettableAt: Instant) {
        self.version = version
        self.session = session
        self.endedAt = endedAt
        self.forgettableAt = forgettableAt
    }
}
