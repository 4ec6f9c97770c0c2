public import OctopusContract

/// On which day an end user was last there: logged in, or went on in a session.
///
/// It is told with the first time of a day, so once a day at most.
public struct EndUserSeen: StateEvent {
    public static let declaration = EventDeclaration(
        "identity.v1/EndUserSeen",
        .state,
        "On which day an end user last logged in or went on in a session."
    )

    /// The end user.
    public let id: EndUserID
    /// Rises with each change.
    public let version: Int64

    /// Makes one from its fields.
    public init(id: EndUserID, version: Int64) {
        self.id = id
        self.version = version
    }

    public struct Personal: Message {
        /// The day in UTC, as `2026-03-29`.
        public let lastSeenOn: String?

        /// Makes the personal fields.
        public init(lastSeenOn: String?) { self.lastSeenOn = lastSeenOn }
    }
}
