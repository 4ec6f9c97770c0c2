public import OctopusContract

/// An end user as they are now.
public struct EndUserChanged: StateEvent {
    public static let declaration = EventDeclaration(
        "identity.v1/EndUserChanged",
        .state,
        "An end user as they are now."
    )

    /// Its identifier.
    public let id: EndUserID
    /// Rises with each change.
    public let version: Int64
    /// The End-user ID that people type: Crockford base32 with a check symbol.
    public let code: String
    /// What they may do.
    public let status: EndUserStatus
    /// What they agree to; absent: nothing.
    public let consents: [ConsentKind]?

    /// Makes one from its fields.
    public init(
        id: EndUserID,
        version: Int64,
        code: String,
        status: EndUserStatus,
        consents: [ConsentKind]? = nil
    ) {
        self.id = id
        self.version = version
        self.code = code
        self.status = status
        self.consents = consents
    }

    public struct Personal: Message {
        /// What people call them.
        public let name: String?
        /// What they told of the tenant's attributes; absent: nothing.
        public let values: [ProfileValue]?

        /// Makes the personal fields.
        public init(name: String?, values: [ProfileValue]? = nil) {
            self.name = name
            self.values = values
        }
    }
}

/// What an end user may do.
public enum EndUserStatus: String, Codable, Sendable, CaseIterable {
    /// `active` may do business; `blocked` may not; of `erased` only the id is left.
    case active, blocked, erased
}
