public import OctopusContract

/// Trades a refresh token for a new one and a new access token.
///
/// A refresh token is good once. Repeated within half a minute, as long as its successor was not used,
/// it is a reply that was lost, and is answered anew; repeated otherwise, it was stolen, and the
/// session ends.
public enum RefreshToken: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/RefreshToken",
        .command,
        "Continues a session: a new access token for a refresh token.",
        access: .program,
        routing: .tenant,
        carriesSecrets: true,
        reasons: [.refreshTokenInvalid]
    )

    public struct Request: Message {
        /// Good for one `RefreshToken`.
        public let refreshToken: String

        /// Makes a request.
        public init(refreshToken: String) {
            self.refreshToken = refreshToken
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
        /// Present if the session is a user's.
        public let userId: UserID?
        /// Present if the session is an end user's.
        public let endUserId: EndUserID?
        /// The partner.
        public let partnerId: PartnerID?
        /// Present if it is the visit of somebody who has not logged in.
        public let visitorId: VisitorID?

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(
            accessToken: String,
            accessExpiresAt: Instant,
            refreshToken: String,
            sessionId: SessionID,
            userId: UserID? = nil,
            endUserId: EndUserID? = nil,
            partnerId: PartnerID? = nil,
            visitorId: VisitorID? = nil
        ) {
            self.accessToken = accessToken
            self.accessExpiresAt = accessExpiresAt
            self.refreshToken = refreshToken
            self.sessionId = sessionId
            self.userId = userId
            self.endUserId = endUserId
            self.partnerId = partnerId
            self.visitorId = visitorId
        }
    }
}

extension RefreshToken.Request {
    public static let limits: [FieldLimit<Self>] = [
        .text("refreshToken", \.refreshToken, IdentityLimits.secret)
    ]
}

extension RefreshToken.Reply {
    public static let limits: [FieldLimit<Self>] = [
        .life("accessToken", milliseconds: IdentityLimits.accessTokenMilliseconds)
    ]
}
