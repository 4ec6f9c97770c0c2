public import OctopusContract

/// Creates an admin user of the caller's account and mails them an invitation.
///
/// The user is *invited*: the link of the mail sets a password, once. Nobody gives a role that
/// reaches further than their own.
public enum CreateUser: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/CreateUser",
        .command,
        "Creates an admin user, who is invited by mail.",
        access: .anyOf(.tenantUser(.users, .full), .partnerUser(.users, .full))
            .refusingImpersonators,
        routing: .tenant,
        reasons: [.emailTaken, .tooManyUsers, .aboveYourself, .throttled]
    )

    public typealias Reply = User

    public struct Request: Message {
        /// What people call them.
        public let name: String
        /// Unique among the users of the tenant and its partners.
        public let email: String
        /// Where they can be called.
        public let phone: String?
        /// A role of the account.
        public let roleId: RoleID

        /// Makes a request.
        public init(
            name: String,
            email: String,
            phone: String? = nil,
            roleId: RoleID
        ) {
            self.name = name
            self.email = email
            self.phone = phone
            self.roleId = roleId
        }
    }
}

extension CreateUser.Request {
    public static let limits: [FieldLimit<Self>] = [
        .text("name", \.name, IdentityLimits.name),
        .text("email", \.email, IdentityLimits.email),
        .text("phone", \.phone, IdentityLimits.phone),
    ]
}
