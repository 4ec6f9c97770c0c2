public import OctopusContract

/// Logs a tenant user in as a partner, with its owner's permissions.
///
/// The tokens name the partner's Account owner as the person and the tenant user as who acts (RFC 8693);
/// whatever is done with them bears both. The session is a second one of the tenant user's program: the
/// first one goes on, and when it ends, so does this one. Nobody impersonates while they impersonate.
public enum Impersonate: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/Impersonate",
        .command,
        "Begins a session as a partner's Account owner, for ten minutes that RefreshToken renews.",
        access: .anyOf(.tenantUser(.partnerManagement, .full)).refusingImpersonators,
        routing: .tenant,
        carriesSecrets: true,
        reasons: [.partnerSuspended]
    )

    public struct Request: Message {
        /// The partner.
        public let partnerId: PartnerID

        /// Makes a request.
        public init(partnerId: PartnerID) {
            self.partnerId = partnerId
        }
    }

    public struct Reply: Message {
        /// A JWT, bound to the calling program's key, with `sub` and `act`.
        public let accessToken: String
        /// When the access token ends, by identity's clock.
        public let accessExpiresAt: Instant
        /// Good for one `RefreshToken`.
        public let refreshToken: String
        /// The new session; the tenant user's own stays as it is.
        public let sessionId: SessionID
        /// When it ends unless it is renewed before.
        public let idleEndsAt: Instant
        /// The partner's Account owner, in whose place the tenant user acts.
        public let userId: UserID
        /// The partner.
        public let partnerId: PartnerID
        /// The tenant user, who acts.
        public let actorId: UserID

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(
            accessToken: String,
            accessExpiresAt: Instant,
            refreshToken: String,
            sessionId: SessionID,
            idleEndsAt: Instant,
            userId: UserID,
            partnerId: PartnerID,
            actorId: UserID
        ) {
            self.accessToken = accessToken
            self.accessExpiresAt = accessExpiresAt
            self.refreshToken = refreshToken
            self.sessionId = sessionId
            self.idleEndsAt = idleEndsAt
            self.userId = userId
            self.partnerId = partnerId
            self.actorId = actorId
        }
    }
}

extension Impersonate.Reply {
    public static let limits: [FieldLimit<Self>] = [
        .life("accessToken", milliseconds: IdentityLimits.accessTokenMilliseconds)
    ]
}

/// Ends an impersonation; the tenant user goes on in the session that they came from.
///
/// `LogOut` with an impersonator's token does the same.
public enum ExitImpersonation: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/ExitImpersonation",
        .command,
        "Ends the impersonation of the token that it is called with.",
        access: .anyOf(.anybody),
        routing: .tenant,
        reasons: [.notImpersonating]
    )

    public typealias Request = Empty

    public struct Reply: Message {
        /// The tenant user's own session, which never ended: its refresh token goes on.
        public let sessionId: SessionID

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(sessionId: SessionID) {
            self.sessionId = sessionId
        }
    }
}
