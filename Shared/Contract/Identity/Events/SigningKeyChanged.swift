public import OctopusContract

/// A key that signs access tokens.
///
/// It is published well before it is used, and kept until its last token is dead.
public struct SigningKeyChanged: Event {
    public static let declaration = EventDeclaration(
        "identity.v1/SigningKeyChanged",
        .state,
        "A key for access tokens as it now is.",
        isSecurity: true
    )

    /// Rises with each change.
    public let version: Int64
    /// The `kid` of the tokens that it signs.
    public let keyId: String
    /// Ed25519, base64url as in a JWK's `x`.
    public let publicKey: String
    /// Tokens that bear it are refused from then on.
    public let retiredAt: Instant?
    /// The installation that its tokens are for, their `aud`.
    public let audience: String?

    /// Makes one from its fields.
    public init(
        version: Int64,
        keyId: String,
        publicKey: String,
        retiredAt: Instant?,
        audience: String? = nil
    ) {
        self.version = version
        self.keyId = keyId
        self.publicKey = publicKey
        self.retiredAt = retiredAt
        self.audience = audience
    }
}
