public import OctopusContract

public struct EndUserChanged: StateEvent {
    public static let declaration = EventDeclaration(
        "identity.v1/EndUserChanged",
        .state,
<<<<<<< HEAD
        "An end user as they are now."
=======
        "An end user as they now are."
>>>>>>> 625ab39 (Every public symbol of loyalty's contract is documented; deploy/release demands that programs say their version)
    )

    public let id: EndUserID
    public let version: Int64
    /// The End-user ID that people type: Crockford base32 with a check symbol.
    public let code: String
    public let status: EndUserStatus

    public init(id: EndUserID, version: Int64, code: String, status: EndUserStatus) {
        self.id = id
        self.version = version
        self.code = code
        self.status = status
    }

    public struct Personal: Message {
        public let name: String?

        public init(name: String?) {
            self.name = name
        }
    }
}

public enum EndUserStatus: String, Codable, Sendable, CaseIterable {
    case active, blocked, erased
}
