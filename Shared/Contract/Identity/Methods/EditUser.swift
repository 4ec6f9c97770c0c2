public import OctopusContract

/// Changes an admin user of the caller's account.
///
/// A new e-mail counts at once, and their sessions end; the address before is told. An invited user
/// is invited anew at the new one. One's own e-mail is changed by `EditOwnProfile`.
public enum EditUser: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/EditUser",
        .command,
        "Changes an admin user's name, e-mail, phone or role.",
        access: .anyOf(.tenantUser(.users, .update), .partnerUser(.users, .update))
            .refusingImpersonators,
        routing: .tenant,
        reasons: [.emailTaken, .aboveYourself, .notOneself, .isOwner, .throttled]
    )

    public typealias Reply = User

    public struct Request: Message {
        /// The user.
        public let userId: UserID
        /// The version that was read.
        public let version: Int64
        /// What people call them.
        public let name: String
        /// Unique among the users of the tenant and its partners.
        public let email: String
        /// Where they can be called; absent takes it away.
        public let phone: String?
        /// A role of the account; absent leaves the role that they have.
        public let roleId: RoleID?

        /// Makes a request.
        public init(
            userId: UserID,
            version: Int64,
            name: String,
            email: String,
            phone: String? = nil,
            roleId: RoleID? = nil
        ) {
            self.userId = userId
            self.version = version
            self.name = name
            self.email = email
            self.phone = phone
            self.roleId = roleId
        }
    }
}

extension EditUser.Request {
    public static let limits: [FieldLimit<Self>] = [
        .text("name", \.name, IdentityLimits.name),
        .text("email", \.email, IdentityLimits.email),
        .text("phone", \.phone, IdentityLimits.phone),
    ]
}
