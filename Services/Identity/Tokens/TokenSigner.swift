import FoundationEssentials
import JWTKit
import OctopusServiceKit
import OctopusStore
import Synchronization

/// Signs access tokens, and keeps the key that it used last unsealed in memory.
package final class TokenSigner: Sendable {
    private struct Current {
        let id: UUID
        let keys: JWTKeyCollection
    }

    private let sealer: Sealer
    private let current = Mutex<Current?>(nil)

    init(sealer: Sealer) {
        self.sealer = sealer
    }

    func sign(_ claims: AccessClaims, with key: SigningKeyRecord) async throws -> String {
        let kid = JWKIdentifier(string: key.keyId)
        return try await keys(of: key, kid).sign(claims, kid: kid)
    }

    private func keys(
        of key: SigningKeyRecord,
        _ kid: JWKIdentifier
    ) async throws -> JWTKeyCollection {
        if let current = current.withLock({ $0 }), current.id == key.id { return current.keys }
        guard let sealed = key.sealedPrivateKey else { throw TokenSignerError.retired(key.keyId) }
        let bytes = Data(try sealer.open(Array(sealed), at: .signingKey(key.id)))
        let privateKey = try EdDSA.PrivateKey(d: bytes.base64URLText, curve: .ed25519)
        let keys = JWTKeyCollection()
        await keys.add(eddsa: privateKey, kid: kid)
        current.withLock { $0 = Current(id: key.id, keys: keys) }
        return keys
    }
}

enum TokenSignerError: Error, CustomStringConvertible {
    case retired(String)

    var description: String {
        switch self {
        case .retired(let keyId): "Signing key \(keyId) is retired."
        }
    }
}
