import Contract
import JWTKit
import Mesh
import ServiceKit
import struct FoundationEssentials.Data
import struct FoundationEssentials.UUID

/// What identity would have told loyalty of, and the tokens that it would have issued.
struct Identity {
    static let keyID = "test-key"
    static let program = Principal(
        name: "till",
        tenant: nil,
        grants: ["*"],
        publicKey: "the-tills-key"
    )

    private let key: EdDSA.PrivateKey

    init() throws {
        key = try EdDSA.PrivateKey(curve: .ed25519)
    }

    var security: SecuritySnapshot {
        var snapshot = SecuritySnapshot()
        let bytes = key.publicKey.rawRepresentation
        snapshot.keys[Self.keyID] = SecuritySnapshot.SigningKey(
            publicKey: bytes.base64EncodedString()
                .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: ""),
            retiredAt: nil
        )
        return snapshot
    }

    /// A token of five minutes.
    func token(for person: Person, at now: Instant) async throws -> String {
        let keys = JWTKeyCollection()
        await keys.add(eddsa: key, kid: JWKIdentifier(string: Self.keyID))
        let claims = AccessClaims(
            person: person,
            curveKey: Self.program.publicKey ?? "",
            position: nil,
            issuedAt: now,
            expiresAt: now.adding(milliseconds: 300_000)
        )
        return try await keys.sign(claims, kid: JWKIdentifier(string: Self.keyID))
    }
}
