public import OctopusContract

/// Ends one of the caller's sessions: a telephone that was lost, a browser left open.
///
/// Another one than the caller's own wants a proof, which a session that was taken over does not have: the
/// password, or a log-in of the last ten minutes. One that has ended already stays so; one of somebody
/// else's does not exist.
public enum EndSession: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/EndSession",
        .command,
        "Ends one of the caller's sessions.",
        access: .anyOf(.anybody).refusingImpersonators,
        routing: .tenant,
        carriesSecrets: true,
        reasons: [.proofRequired, .wrongPassword, .throttled]
    )

    public struct Request: Message {
        /// As `ListSessions` tells it.
        public let sessionId: SessionID
        /// A user's password; absent after a recent log-in.
        public let password: String?

        /// Makes a request.
        public init(sessionId: SessionID, password: String? = nil) {
            self.sessionId = sessionId
            self.password = password
        }
    }

    public typealias Reply = Empty
}

extension EndSession.Request {
    public static let limits: [FieldLimit<Self>] = [
        .text("password", \.password, IdentityLimits.password)
    ]
}
