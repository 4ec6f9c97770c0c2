public import OctopusContract

/// Ends the caller's session; its tokens are refused everywhere within a second.
public enum LogOut: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/LogOut",
        .command,
        "Ends the session of the token that it is called with.",
        access: .anyOf(.anybody),
        routing: .tenant
    )

    public typealias Request = Empty

    public typealias Reply = Empty
}

/// Ends all of the caller's sessions, on whatever device they run.
///
/// It wants a proof, which a session that was taken over does not have: the password, or a log-in of the
/// last ten minutes.
public enum LogOutEverywhere: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/LogOutEverywhere",
        .command,
        "Ends every session of the caller.",
        access: .anyOf(.anybody).refusingImpersonators,
        routing: .tenant,
        carriesSecrets: true,
        reasons: [.proofRequired, .wrongPassword, .throttled]
    )

    public struct Request: Message {
        /// A user's password; absent after a recent log-in.
        public let password: String?

        /// Makes a request.
        public init(password: String? = nil) {
            self.password = password
        }
    }

    public struct Reply: Message {
        /// How many sessions ended, the caller's own included.
        public let ended: Int

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(ended: Int) {
            self.ended = ended
        }
    }
}

extension LogOutEverywhere.Request {
    public static let limits: [FieldLimit<Self>] = [
        .text("password", \.password, IdentityLimits.password)
    ]
}
