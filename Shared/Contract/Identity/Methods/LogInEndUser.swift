public import OctopusContract

/// Begins an end user's session.
///
/// One refusal for every cause: an unknown contact, a wrong, used or old code, a blocked end user.
public enum LogInEndUser: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/LogInEndUser",
        .command,
        "Begins a session for an end user with a one-time code.",
        access: .program,
        routing: .tenant,
        carriesSecrets: true,
        reasons: [.loginCodeInvalid, .throttled]
    )

    public struct Request: Message {
        /// The e-mail or phone that the end user registered.
        public let contact: String
        /// The code of `RequestLoginCode`, good once.
        public let loginCode: String

        /// Makes a request.
        public init(contact: String, loginCode: String) {
            self.contact = contact
            self.loginCode = loginCode
        }
    }

    public struct Reply: Message {
        /// A JWT, bound to the calling program's key.
        public let accessToken: String
        /// When the access token ends, by identity's clock.
        public let accessExpiresAt: Instant
        /// Good for one `RefreshToken`.
        public let refreshToken: String
        /// The session, as `ListSessions` shows it.
        public let sessionId: SessionID
        /// The end user.
        public let endUserId: EndUserID

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(
            accessToken: String,
            accessExpiresAt: Instant,
            refreshToken: String,
            sessionId: SessionID,
            endUserId: EndUserID
        ) {
            self.accessToken = accessToken
            self.accessExpiresAt = accessExpiresAt
            self.refreshToken = refreshToken
            self.sessionId = sessionId
            self.endUserId = endUserId
        }
    }
}

extension LogInEndUser.Request {
    public static let limits: [FieldLimit<Self>] = [
        .text("contact", \.contact, IdentityLimits.email),
        .text("loginCode", \.loginCode, IdentityLimits.code),
    ]
}

extension LogInEndUser.Reply {
    public static let limits: [FieldLimit<Self>] = [
        .life("accessToken", milliseconds: IdentityLimits.accessTokenMilliseconds)
    ]
}
