public import OctopusContract

/// Gives a visitor of a tenant's website tokens of their own, before anybody knows who they are.
///
/// They reach what methods with the access `visitor` offer, and nothing else. `RefreshToken` continues the
/// visit, `JoinVisitor` makes it the end user's who logs in later. Called again it begins another visit.
public enum BeginVisit: Method {
    public typealias Request = Empty

    public static let declaration = MethodDeclaration(
        "identity.v1/BeginVisit",
        .command,
        "Begins the visit of somebody who has not logged in, and gives the visitor tokens.",
        access: .program,
        routing: .tenant,
        carriesSecrets: true,
        reasons: [.throttled]
    )

    public struct Reply: Message {
        /// The visitor, by whom services know them.
        public let visitorId: VisitorID
        /// A JWT, bound to the calling program's key.
        public let accessToken: String
        /// When the access token ends, by identity's clock.
        public let accessExpiresAt: Instant
        /// Good for one `RefreshToken`, and what `JoinVisitor` wants: the browser keeps it.
        public let refreshToken: String
        /// When the visit ends unless it is continued before.
        public let idleEndsAt: Instant

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(
            visitorId: VisitorID,
            accessToken: String,
            accessExpiresAt: Instant,
            refreshToken: String,
            idleEndsAt: Instant
        ) {
            self.visitorId = visitorId
            self.accessToken = accessToken
            self.accessExpiresAt = accessExpiresAt
            self.refreshToken = refreshToken
            self.idleEndsAt = idleEndsAt
        }
    }
}

extension BeginVisit.Reply {
    public static let limits: [FieldLimit<Self>] = [
        .life("accessToken", milliseconds: IdentityLimits.accessTokenMilliseconds)
    ]
}

/// Ends a visit; its tokens are refused everywhere within a second.
public enum EndVisit: Method {
    public typealias Request = Empty
    public typealias Reply = Empty

    public static let declaration = MethodDeclaration(
        "identity.v1/EndVisit",
        .command,
        "Ends the visit of the token that it is called with.",
        access: .anyOf(.visitor),
        routing: .tenant
    )
}
