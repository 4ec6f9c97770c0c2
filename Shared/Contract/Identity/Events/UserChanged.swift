public import OctopusContract

/// An admin user as they are now.
public struct UserChanged: StateEvent {
    public static let declaration = EventDeclaration(
        "identity.v1/UserChanged",
        .state,
        "An admin user as they are now."
    )

    /// Its identifier.
    public let id: UserID
    /// Rises with each change.
    public let version: Int64
    /// Whether they can log in.
    public let status: UserStatus
    /// Whether they are the Account owner.
    public let isOwner: Bool
    /// Their role; absent for the Account owner.
    public let roleId: RoleID?
    /// Whether one-time codes are asked for at their log-in.
    public let hasSecondFactor: Bool
    /// What they are in the chat; absent: nothing.
    public let chatOperator: ChatOperator?

    /// Makes one from its fields.
    public init(
        id: UserID,
        version: Int64,
        status: UserStatus,
        isOwner: Bool,
        roleId: RoleID? = nil,
        hasSecondFactor: Bool,
        chatOperator: ChatOperator? = nil
    ) {
        self.id = id
        self.version = version
        self.status = status
        self.isOwner = isOwner
        self.roleId = roleId
        self.hasSecondFactor = hasSecondFactor
        self.chatOperator = chatOperator
    }

    public struct Personal: Message {
        /// What people call them.
        public let name: String?
        /// What they log in with.
        public let email: String?
        /// Where they can be called.
        public let phone: String?

        /// Makes the personal fields.
        public init(name: String?, email: String?, phone: String?) {
            self.name = name
            self.email = email
            self.phone = phone
        }
    }
}
