public import OctopusContract

/// Publishes a new signing key, which takes over a while later, when every service knows it.
///
/// If one is published and not yet in use, that one is answered.
public enum RotateSigningKey: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/RotateSigningKey",
        .command,
        "Begins to sign access tokens with a new key.",
        access: .anyOf(.installation).refusingImpersonators,
        routing: .none
    )

    public struct Request: Message {
        /// For a key that leaked: the new key signs at once, and every other one and its tokens are void.
        public let immediately: Bool?

        /// Makes a request.
        public init(immediately: Bool? = nil) {
            self.immediately = immediately
        }
    }

    public struct Reply: Message {
        /// The `kid` of the tokens that it signs.
        public let keyId: String
        /// When the first token is signed with it; it is published now.
        public let usedFromAt: Instant

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(keyId: String, usedFromAt: Instant) {
            self.keyId = keyId
            self.usedFromAt = usedFromAt
        }
    }
}

extension RotateSigningKey.Request {
    public static let limits: [FieldLimit<Self>] = [
        .standard("immediately", "false")
    ]
}
