package import Contract
import Crypto
import JWTKit
package import Mesh
import Synchronization
import struct FoundationEssentials.Data
import class FoundationEssentials.JSONDecoder

/// Judges access tokens: the signature once, everything that can change on every call.
///
/// A token that was seen before is judged without leaving the calling thread; a new one costs a
/// signature check, which is done elsewhere.
package final class TokenVerifier: Sendable {
    private let security: SecurityState
    private let clock: any ServiceClock
    private let cache = Mutex(TokenCache())
    /// How far a token may seem to be issued in the future: clocks of two machines differ.
    private static let toleratedSkewMilliseconds: Int64 = 60_000
    private static let maximumBytes = 8 * 1024

    package init(security: SecurityState, clock: any ServiceClock) {
        self.security = security
        self.clock = clock
    }

    /// The claims, if the token is good for a call by that program now.
    ///
    /// - Throws: `Refusal`: `unauthenticated`, `tokenExpired` or `tokenRevoked`.
    package func claims(
        of token: String,
        from principal: Principal
    ) async throws(Refusal) -> AccessClaims {
        let digest = SHA256.hash(data: Data(token.utf8))
        let known = cache.withLock { $0.find(digest) }
        let verified: VerifiedToken
        if let known {
            verified = known
        } else {
            verified = try await verify(token)
            cache.withLock { $0.insert(verified, for: digest) }
        }
        try judge(verified, from: principal)
        return verified.claims
    }

    /// Everything that may change between two calls with the same token.
    private func judge(_ token: VerifiedToken, from principal: Principal) throws(Refusal) {
        let claims = token.claims
        let now = clock.now
        guard security.signingKey(token.keyID) != nil else {
            throw Refusal(.tokenRevoked, "The key that signed the token is no longer trusted.")
        }
        guard claims.expiresAt > now else { throw Refusal(.tokenExpired) }
        guard claims.iat * 1000 <= now.milliseconds + Self.toleratedSkewMilliseconds else {
            throw Refusal(.unauthenticated, "The token is from the future.")
        }
        guard claims.cnf.curveKey == principal.publicKey else {
            throw Refusal(.unauthenticated, "The token was issued to another program.")
        }
        guard !security.hasEnded(session: claims.sid) else { throw Refusal(.tokenRevoked) }
    }

    /// Checks the signature, away from the calling thread.
    @concurrent
    private func verify(_ token: String) async throws(Refusal) -> VerifiedToken {
        guard token.utf8.count <= Self.maximumBytes, let keyID = Self.keyID(of: token) else {
            throw Refusal(.unauthenticated, "The token is not a JWT with a key id.")
        }
        // Asked for here, since the library takes any key of its own for an id that it lacks.
        guard let key = security.signingKey(keyID) else {
            throw Refusal(.unauthenticated, "The token's key is unknown or retired.")
        }
        do {
            let keys = JWTKeyCollection()
            let publicKey = try EdDSA.PublicKey(x: key.publicKey, curve: .ed25519)
            await keys.add(eddsa: publicKey, kid: JWKIdentifier(string: keyID))
            let claims = try await keys.verify(token, as: AccessClaims.self)
            return VerifiedToken(keyID: keyID, claims: claims)
        } catch {
            throw Refusal(.unauthenticated, "The token's signature or content is not valid.")
        }
    }

    private struct Header: Decodable {
        let alg: String
        let kid: String
    }

    private static func keyID(of token: String) -> String? {
        guard let part = token.split(separator: ".", omittingEmptySubsequences: false).first,
            let data = Data(base64Encoded: padded(part)),
            let header = try? JSONDecoder().decode(Header.self, from: data),
            header.alg == "EdDSA"
        else { return nil }
        return header.kid
    }

    private static func padded(_ part: Substring) -> String {
        let standard = part.replacing("-", with: "+").replacing("_", with: "/")
        return standard + String(repeating: "=", count: (4 - standard.count % 4) % 4)
    }
}

/// A token whose signature was right.
struct VerifiedToken: Sendable {
    let keyID: String
    let claims: AccessClaims
}

/// Two generations: when the young one is full, the old one is dropped.
struct TokenCache {
    private var young: [SHA256Digest: VerifiedToken] = [:]
    private var old: [SHA256Digest: VerifiedToken] = [:]
    private let limit: Int

    init(limit: Int = 10_000) { self.limit = limit }

    mutating func find(_ digest: SHA256Digest) -> VerifiedToken? {
        if let token = young[digest] { return token }
        guard let token = old[digest] else { return nil }
        insert(token, for: digest)
        return token
    }

    mutating func insert(_ token: VerifiedToken, for digest: SHA256Digest) {
        if young.count >= limit {
            old = young
            young = [:]
        }
        young[digest] = token
    }
}
