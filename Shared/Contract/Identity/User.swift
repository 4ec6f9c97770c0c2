public import OctopusContract

/// An admin user as those see them who manage users of the same account.
public struct User: Message {
    /// Its identifier.
    public let id: UserID
    /// What an edit must name.
    public let version: Int64
    /// What people call them.
    public let name: String
    /// What they log in with; unique among the users of the tenant and its partners.
    public let email: String
    /// Where they can be called.
    public let phone: String?
    /// Whether they can log in.
    public let status: UserStatus
    /// Whether they are the Account owner.
    public let isOwner: Bool
    /// Their role; absent for the Account owner.
    public let roleId: RoleID?
    /// Whether one-time codes are asked for at their log-in.
    public let hasSecondFactor: Bool
    /// Until when their temporary password opens, which they must change at their log-in; absent if
    /// they chose their password themselves.
    public let passwordExpiresAt: Instant?
    /// When it was made.
    public let createdAt: Instant
    /// What they are in the chat; absent: nothing.
    public let chatOperator: ChatOperator?

    /// Makes one from its fields.
    public init(
        id: UserID,
        version: Int64,
        name: String,
        email: String,
        phone: String? = nil,
        status: UserStatus,
        isOwner: Bool,
        roleId: RoleID? = nil,
        hasSecondFactor: Bool,
        passwordExpiresAt: Instant? = nil,
        createdAt: Instant,
        chatOperator: ChatOperator? = nil
    ) {
        self.id = id
        self.version = version
        self.name = name
        self.email = email
        self.phone = phone
        self.status = status
        self.isOwner = isOwner
        self.roleId = roleId
        self.hasSecondFactor = hasSecondFactor
        self.passwordExpiresAt = passwordExpiresAt
        self.createdAt = createdAt
        self.chatOperator = chatOperator
    }
}
