public import OctopusContract

/// Makes a visit the end user's who has logged in: `VisitorJoined` tells it, and the visit ends.
///
/// The visit's refresh token is the proof that both are the same browser; the visitor's id proves nothing. A
/// visitor is joined once. One that another program began, another tenant's, and one that was joined to
/// somebody else does not exist. Repeated by the same end user it says the same, for some minutes.
public enum JoinVisitor: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/JoinVisitor",
        .command,
        "Makes the visit that came before a log-in the end user's; the visit ends.",
        access: .anyOf(.endUser).refusingImpersonators,
        routing: .tenant,
        carriesSecrets: true
    )

    public struct Request: Message {
        /// The visit's last one, as `BeginVisit` or `RefreshToken` gave it.
        public let refreshToken: String

        /// Makes a request.
        public init(refreshToken: String) {
            self.refreshToken = refreshToken
        }
    }

    public struct Reply: Message {
        /// The visitor that was.
        public let visitorId: VisitorID

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(visitorId: VisitorID) {
            self.visitorId = visitorId
        }
    }
}

extension JoinVisitor.Request {
    public static let limits: [FieldLimit<Self>] = [
        .text("refreshToken", \.refreshToken, IdentityLimits.secret)
    ]
}
