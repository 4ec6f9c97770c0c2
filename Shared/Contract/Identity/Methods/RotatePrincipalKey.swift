public import OctopusContract

/// Gives a program a new key; the old one is good for a while longer, so that the program can change over
/// without a pause.
///
/// Both keys have the name, the reach and the grants, and sessions that began by the old one go on by the new
/// one. Nobody gives a key to a program that holds more than their own. The same new key again is answered
/// the same.
public enum RotatePrincipalKey: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/RotatePrincipalKey",
        .command,
        "Gives a program a new key, beside which the old one is good for a while.",
        access: .anyOf(.installation),
        routing: .none,
        reasons: [.principalConflict, .keyRevoked]
    )

    public struct Request: Message {
        /// The program with the key that it has now.
        public let principalId: PrincipalID
        /// The new key: CURVE, in Z85.
        public let publicKey: String
        /// How long the old key is good yet; 0 revokes it at once, as for one that was stolen.
        public let overlapMs: Int64?

        /// Makes a request.
        public init(principalId: PrincipalID, publicKey: String, overlapMs: Int64? = nil) {
            self.principalId = principalId
            self.publicKey = publicKey
            self.overlapMs = overlapMs
        }
    }

    public struct Reply: Message {
        /// The program with its new key.
        public let principalId: PrincipalID
        /// When the old key is revoked, or was.
        public let formerEndsAt: Instant

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(principalId: PrincipalID, formerEndsAt: Instant) {
            self.principalId = principalId
            self.formerEndsAt = formerEndsAt
        }
    }
}

extension RotatePrincipalKey.Request {
    /// A day.
    public static let standardOverlapMs: Int64 = 86_400_000
    /// Thirty days.
    public static let mostOverlapMs: Int64 = 2_592_000_000

    public static let limits: [FieldLimit<Self>] = [
        .text("publicKey", \.publicKey, .secret(bytes: 40)),
        .number("overlapMs", \.overlapMs, 0...mostOverlapMs, standard: standardOverlapMs),
    ]
}
