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
public enum LogOutEverywhere: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/LogOutEverywhere",
        .command,
        "Ends every session of the caller.",
        access: .anyOf(.anybody).refusingImpersonators,
        routing: .tenant
    )

    public typealias Request = Empty

    public struct Reply: Message {
        /// How many sessions ended, the caller's own included.
        public let ended: Int

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(ended: Int) {
            self.ended = ended
        }
    }
}
