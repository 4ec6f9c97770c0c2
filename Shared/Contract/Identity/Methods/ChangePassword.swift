public import OctopusContract

/// Changes one's own password.
///
/// All other sessions end. Repeated with the new password in force, it answers the same.
public enum ChangePassword: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/ChangePassword",
        .command,
        "Changes one's own password; the other sessions end.",
        access: .anyOf(.user).refusingImpersonators,
        routing: .tenant,
        carriesSecrets: true,
        reasons: [.wrongPassword, .weakPassword, .throttled]
    )

    public typealias Reply = Empty

    public struct Request: Message {
        /// The present one.
        public let password: String
        /// At least 15 characters, at most 256 bytes, and none of the well-known.
        public let newPassword: String

        /// Makes a request.
        public init(
            password: String,
            newPassword: String
        ) {
            self.password = password
            self.newPassword = newPassword
        }
    }
}

extension ChangePassword.Request {
    public static let limits: [FieldLimit<Self>] = [
        .text("password", \.password, IdentityLimits.password),
        .text("newPassword", \.newPassword, IdentityLimits.newPassword),
    ]
}
