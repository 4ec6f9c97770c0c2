public import OctopusContract

/// Lists what a JWK set lists, for programs that verify tokens themselves.
public enum GetSigningKeys: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/GetSigningKeys",
        .read,
        "The public keys that access tokens are verified with.",
        access: .program,
        routing: .none
    )

    public typealias Request = Empty

    public struct Reply: Message {
        /// All whose tokens are good now or will be.
        public let keys: [PublishedKey]

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(keys: [PublishedKey]) {
            self.keys = keys
        }
    }

    /// An Ed25519 key, in a JWK's words.
    public struct PublishedKey: Message {
        /// The `kid`.
        public let keyId: String
        /// `OKP`.
        public let keyType: String
        /// `Ed25519`.
        public let curve: String
        /// Base64url, a JWK's `x`.
        public let publicKey: String
        /// From when on tokens are signed with it.
        public let usedFromAt: Instant
        /// The installation that its tokens are for: a token's `aud` must be the same.
        public let audience: String?

        /// Makes one from its fields.
        public init(
            keyId: String,
            keyType: String,
            curve: String,
            publicKey: String,
            usedFromAt: Instant,
            audience: String? = nil
        ) {
            self.keyId = keyId
            self.keyType = keyType
            self.curve = curve
            self.publicKey = publicKey
            self.usedFromAt = usedFromAt
            self.audience = audience
        }
    }
}
