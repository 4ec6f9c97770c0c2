/// Says whether a service's audit is as it was written: nothing changed, missing or put in between.
///
/// A long audit takes several calls: each goes on where the one before ended.
public enum VerifyAudit: Method {
    public static let declaration = MethodDeclaration(
        "mesh.v1/VerifyAudit",
        .read,
        "Follows the chain of the service's audit and says what was changed or is missing.",
        access: .anyOf(.installation),
        routing: .none
    )

    public struct Request: Message {
        /// The `last` of the reply before; 0 at the beginning.
        public let after: Int64

        /// Makes a request.
        public init(after: Int64 = 0) {
            self.after = after
        }

        public static let limits: [FieldLimit<Self>] = [
            .number("after", \.after, 0...1_000_000_000_000_000)
        ]
    }

    public struct Reply: Message {
        /// How many entries were looked at.
        public let entries: Int64
        /// The last of them; where the next call goes on.
        public let last: Int64
        /// Whether that was the end.
        public let isAtEnd: Bool
        /// What is wrong, in words, at most 100 of them; empty if nothing is.
        public let faults: [String]

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(entries: Int64, last: Int64, isAtEnd: Bool, faults: [String]) {
            self.entries = entries
            self.last = last
            self.isAtEnd = isAtEnd
            self.faults = faults
        }
    }
}
