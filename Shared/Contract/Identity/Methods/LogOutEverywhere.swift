public import OctopusContract

/// Ends all of the caller's sessions, on whatever device they run.
public enum LogOutEverywhere: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/LogOutEverywhere",
        .command,
        "Ends every session of whoever calls.",
        access: .anyOf(.anybody),
        routing: .tenant
    )

    public typealias Request = Empty

    public struct Reply: Message {
        /// How many sessions ended, the caller's own included.
        public let ended: Int

        public init(ended: Int) {
            self.ended = ended
        }
    }
}
