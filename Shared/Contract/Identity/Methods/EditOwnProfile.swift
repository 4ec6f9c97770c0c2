public import OctopusContract

/// Changes one's own name, phone and e-mail.
///
/// A new e-mail counts once the link that is mailed to it is opened (`ConfirmEmail`); the present
/// one is told. Naming the present e-mail takes back a change that waits.
public enum EditOwnProfile: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/EditOwnProfile",
        .command,
        "Changes one's own profile; a new e-mail counts after its mailed link.",
        access: .anyOf(.user).refusingImpersonators,
        routing: .tenant,
        carriesSecrets: true,
        reasons: [.wrongPassword, .throttled]
    )

    public struct Request: Message {
        /// The version that was read.
        public let version: Int64
        /// What people call them.
        public let name: String
        /// The one that one has, or another one.
        public let email: String
        /// Where they can be called; absent takes it away.
        public let phone: String?
        /// One's password, needed for a new e-mail alone.
        public let password: String?

        /// Makes a request.
        public init(
            version: Int64,
            name: String,
            email: String,
            phone: String? = nil,
            password: String? = nil
        ) {
            self.version = version
            self.name = name
            self.email = email
            self.phone = phone
            self.password = password
        }
    }

    public struct Reply: Message {
        /// Rises with each change of the user.
        public let version: Int64
        /// The e-mail that counts once its mailed link is opened.
        public let newEmail: String?

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(
            version: Int64,
            newEmail: String? = nil
        ) {
            self.version = version
            self.newEmail = newEmail
        }
    }
}

extension EditOwnProfile.Request {
    public static let limits: [FieldLimit<Self>] = [
        .text("name", \.name, IdentityLimits.name),
        .text("email", \.email, IdentityLimits.email),
        .text("phone", \.phone, IdentityLimits.phone),
        .text("password", \.password, IdentityLimits.password),
    ]
}
