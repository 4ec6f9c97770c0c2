public import OctopusContract

/// Begins a session with an e-mail and a password.
///
/// A partner's user names the tenant as routing key too, since e-mails are unique within it.
/// Nothing in the answer, its status or its time tells whether the e-mail exists.
public enum LogIn: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/LogIn",
        .command,
        "Begins a session for a user of a tenant or a partner.",
        access: .program,
        routing: .tenant,
        carriesSecrets: true,
        reasons: [
            .badCredentials, .passwordChangeRequired, .secondFactorRequired, .secondFactorInvalid,
            .throttled,
        ]
    )

    public struct Request: Message {
        /// The e-mail address.
        public let email: String
        /// At most 256 bytes.
        public let password: String
        /// A one-time code or a recovery code, once `secondFactorRequired` has asked for it.
        public let secondFactor: String?
        /// What an earlier `LogIn` answered on this device; absent on one that is new.
        public let device: String?

        /// Makes a request.
        public init(
            email: String,
            password: String,
            secondFactor: String? = nil,
            device: String? = nil
        ) {
            self.email = email
            self.password = password
            self.secondFactor = secondFactor
            self.device = device
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
        /// The user.
        public let userId: UserID
        /// Whose account the user belongs to; absent for the tenant's own.
        public let partnerId: PartnerID?
        /// For the program to keep on the person's device, as a cookie, and to send with the next `LogIn`.
        ///
        /// It proves nothing but that the person logged in there before, so that guesses made elsewhere
        /// don't delay them. Absent if the device was known.
        public let device: String?

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(
            accessToken: String,
            accessExpiresAt: Instant,
            refreshToken: String,
            sessionId: SessionID,
            userId: UserID,
            partnerId: PartnerID? = nil,
            device: String? = nil
        ) {
            self.accessToken = accessToken
            self.accessExpiresAt = accessExpiresAt
            self.refreshToken = refreshToken
            self.sessionId = sessionId
            self.userId = userId
            self.partnerId = partnerId
            self.device = device
        }
    }
}

extension LogIn.Request {
    public static let limits: [FieldLimit<Self>] = [
        .text("email", \.email, IdentityLimits.email),
        .text("password", \.password, IdentityLimits.password),
        .text("secondFactor", \.secondFactor, IdentityLimits.code),
        .text("device", \.device, IdentityLimits.secret),
    ]
}

extension LogIn.Reply {
    public static let limits: [FieldLimit<Self>] = [
        .life("accessToken", milliseconds: IdentityLimits.accessTokenMilliseconds)
    ]
}
