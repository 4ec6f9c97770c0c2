public import OctopusContract

/// Asks for a link that sets a new password, mailed to a user who forgot theirs.
///
/// Nothing in the answer, its status or its time tells whether the e-mail exists.
public enum RequestPasswordReset: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/RequestPasswordReset",
        .command,
        "Mails a link for a new password, if somebody has the e-mail.",
        access: .program,
        routing: .tenant,
        reasons: [.throttled]
    )

    public typealias Reply = Empty

    public struct Request: Message {
        /// What they log in with.
        public let email: String

        /// Makes a request.
        public init(
            email: String
        ) {
            self.email = email
        }
    }
}

extension RequestPasswordReset.Request {
    public static let limits: [FieldLimit<Self>] = [
        .text("email", \.email, IdentityLimits.email)
    ]
}

/// Sets a new password by the link that was mailed.
///
/// All sessions end. A second factor stays. Repeated with the same password within ten minutes, it
/// answers the same.
public enum ResetPassword: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/ResetPassword",
        .command,
        "Sets a forgotten password by its mailed link, once.",
        access: .program,
        routing: .tenant,
        carriesSecrets: true,
        reasons: [.linkInvalid, .weakPassword, .throttled]
    )

    public typealias Reply = Empty

    public struct Request: Message {
        /// The secret of the mailed link; good once.
        public let link: String
        /// At least 15 characters, at most 256 bytes, and none of the well-known.
        public let newPassword: String

        /// Makes a request.
        public init(
            link: String,
            newPassword: String
        ) {
            self.link = link
            self.newPassword = newPassword
        }
    }
}

extension ResetPassword.Request {
    public static let limits: [FieldLimit<Self>] = [
        .text("link", \.link, IdentityLimits.secret),
        .text("newPassword", \.newPassword, IdentityLimits.newPassword),
    ]
}
