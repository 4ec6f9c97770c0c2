package import OctopusContract
import Crypto
import JWTKit
package import OctopusMesh
package import OctopusServiceKit
import struct FoundationEssentials.Data

/// Signs access tokens as identity does, with a key of its own.
package struct TokenIssuer: Sendable {
    package let keyID: String
    private let privateKey: Curve25519.Signing.PrivateKey

    package init(keyID: String = "test-key") {
        self.keyID = keyID
        privateKey = Curve25519.Signing.PrivateKey()
    }

    /// The public half, as an event tells it.
    package var publicKey: String {
        Data(privateKey.publicKey.rawRepresentation).base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    /// Lets a service trust the issuer's tokens.
    ///
    /// `audience`: the installation that they must be for; nil takes any.
    package func trust(in security: SecurityState, audience: String? = nil) {
        security.change { snapshot in
            snapshot.keys[keyID] = SecuritySnapshot.SigningKey(
                publicKey: publicKey,
                retiredAt: nil,
                audience: audience
            )
        }
    }

    /// A token for a person, worth something with one program's key.
    package func token(
        for person: Person,
        with principal: Principal,
        audience: String? = nil,
        at now: Instant,
        lifeMilliseconds: Int64 = 300_000,
        position: AccessClaims.Position? = nil
    ) async throws -> String {
        let keys = JWTKeyCollection()
        let key = EdDSA.PrivateKey(backing: privateKey)
        await keys.add(eddsa: key, kid: JWKIdentifier(string: keyID))
        let claims = AccessClaims(
            person: person,
            audience: audience,
            curveKey: principal.publicKey ?? "",
            position: position,
            issuedAt: now,
            expiresAt: now.adding(milliseconds: lifeMilliseconds)
        )
        return try await keys.sign(claims, kid: JWKIdentifier(string: keyID))
    }
}
