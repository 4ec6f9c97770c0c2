public import OctopusContract

/// Changes the temporary password that somebody else set, which the first log-in must do.
///
/// It begins no session: log in with the new one. What `LogIn` asks for besides the password is
/// asked for here, too.
public enum ReplaceTemporaryPassword: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/ReplaceTemporaryPassword",
        .command,
        "Changes a temporary password, as the first log-in must.",
        access: .program,
        routing: .tenant,
        carriesSecrets: true,
        reasons: [
            .badCredentials, .weakPassword, .secondFactorRequired, .secondFactorInvalid, .throttled,
        ]
    )

    public typealias Reply = Empty

    public struct Request: Message {
        /// What they log in with.
        public let email: String
        /// The temporary one.
        public let password: String
        /// At least 15 characters, at most 256 bytes, and none of the well-known.
        public let newPassword: String
        /// A one-time code or a recovery code, where one is asked for.
        public let secondFactor: String?

        /// Makes a request.
        public init(
            email: String,
            password: String,
            newPassword: String,
            secondFactor: String? = nil
        ) {
            self.email = email
            self.password = password
            self.newPassword = newPassword
            self.secondFactor = secondFactor
        }
    }
}

extension ReplaceTemporaryPassword.Request {
    public static let limits: [FieldLimit<Self>] = [
        .text("email", \.email, IdentityLimits.email),
        .text("password", \.password, IdentityLimits.password),
        .text("newPassword", \.newPassword, IdentityLimits.newPassword),
        .text("secondFactor", \.secondFactor, IdentityLimits.code),
    ]
}
