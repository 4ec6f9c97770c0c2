package import OctopusContract
package import OctopusMesh
package import struct FoundationEssentials.UUID

/// What a service knows at one moment of keys, ended sessions and programs.
package struct SecuritySnapshot: Sendable {
    /// A key of identity's that signs tokens.
    package struct SigningKey: Sendable, Hashable {
        /// Ed25519, base64url.
        package let publicKey: String
        package let retiredAt: Instant?

        package init(publicKey: String, retiredAt: Instant?) {
            self.publicKey = publicKey
            self.retiredAt = retiredAt
        }
    }

    package var keys: [String: SigningKey] = [:]
    /// With the moment from which each can be forgotten.
    package var endedSessions: [UUID: Instant] = [:]
    package var principals: [CurvePublicKey: Principal] = [:]

    package init() {}

    /// The key of that id, unless it is unknown or no longer to be trusted.
    func key(_ id: String, at now: Instant) -> SigningKey? {
        guard let key = keys[id] else { return nil }
        if let retiredAt = key.retiredAt, retiredAt <= now { return nil }
        return key
    }
}
