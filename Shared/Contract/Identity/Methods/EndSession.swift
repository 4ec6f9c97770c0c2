public import OctopusContract

/// Ends one of the caller's sessions: a telephone that was lost, a browser left open.
///
/// One that has ended already stays so; one of somebody else's does not exist.
public enum EndSession: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/EndSession",
        .command,
        "Ends one of the caller's sessions.",
        access: .anyOf(.anybody).refusingImpersonators,
        routing: .tenant
    )

    public struct Request: Message {
        /// As `ListSessions` tells it.
        public let sessionId: SessionID

        /// Makes a request.
        public init(sessionId: SessionID) {
            self.sessionId = sessionId
        }
    }

    public typealias Reply = Empty
}
