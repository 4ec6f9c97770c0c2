package import OctopusContract
import Glibc
import JWTKit
package import OctopusMesh
import Synchronization
import struct FoundationEssentials.Data
import class FoundationEssentials.JSONDecoder
import struct FoundationEssentials.UUID

/// Judges access tokens: the signature once, everything that can change on every call.
///
/// A token that was seen before is judged without leaving the calling thread; a new one costs a
/// signature check, which is done elsewhere.
package final class TokenVerifier: Sendable {
    private let security: SecurityState
    private let clock: any ServiceClock
    private let cache = Mutex(TokenCache())
    private let signers = Mutex<[String: Signer]>([:])
    /// How far a token may seem to be issued in the future: clocks of two machines differ.
    private static let toleratedSkewMilliseconds: Int64 = 60_000
    private static let maximumBytes = 8 * 1024

    package init(security: SecurityState, clock: any ServiceClock) {
        self.security = security
        self.clock = clock
    }

    /// The token, if it is good for a call by that program now.
    ///
    /// - Throws: `Refusal`: `unauthenticated`, `tokenExpired` or `tokenRevoked`.
    package func check(
        _ token: String,
        from principal: Principal
    ) async throws(Refusal) -> VerifiedToken {
        while true {
            if let known = try known(token, from: principal) { return known }
            try await verify(token)
        }
    }

    /// The same for a token whose signature was verified before; nil for any other.
    func known(_ token: String, from principal: Principal) throws(Refusal) -> VerifiedToken? {
        guard let known = cache.withLock({ $0.find(TokenText(token)) }) else { return nil }
        try judge(known, from: principal)
        return known
    }

    /// Whose token it is, if its signature was verified before.
    func person(of token: String) -> UUID? {
        cache.withLock { $0.find(TokenText(token)) }?.person.subject
    }

    /// Everything that may change between two calls with the same token.
    private func judge(_ token: VerifiedToken, from principal: Principal) throws(Refusal) {
        let now = clock.now
        let standing = security.standing(of: token, now)
        guard let key = standing.key else {
            throw Refusal(.tokenRevoked, "The key that signed the token is no longer trusted.")
        }
        guard key.audience == nil || key.audience == token.audience else {
            throw Refusal(.unauthenticated, "The token is for another installation.")
        }
        guard token.expiresAt > now else { throw Refusal(.tokenExpired) }
        guard token.issuedAt.milliseconds <= now.milliseconds + Self.toleratedSkewMilliseconds
        else {
            throw Refusal(.unauthenticated, "The token is from the future.")
        }
        guard token.curveKey == principal.publicKey else {
            throw Refusal(.unauthenticated, "The token was issued to another program.")
        }
        guard !standing.hasEnded else { throw Refusal(.tokenRevoked) }
        guard !standing.isOutdated else { throw Refusal(.tokenOutdated) }
    }

    /// The part of it that can end a call which was let in: not that time has passed.
    func demandStanding(of token: String) throws(Refusal) {
        guard let known = cache.withLock({ $0.find(TokenText(token)) }) else { return }
        let standing = security.standing(of: known, clock.now)
        guard standing.key != nil, !standing.hasEnded else { throw Refusal(.tokenRevoked) }
        guard !standing.isOutdated else { throw Refusal(.tokenOutdated) }
    }

    /// Checks a token's signature, away from the calling thread, and keeps what a right one says.
    @concurrent
    func verify(_ token: String) async throws(Refusal) {
        let (header, signer) = try await signer(of: token)
        do {
            let claims = try await signer.keys.verify(token, as: AccessClaims.self)
            signers.withLock { $0[header] = signer }
            let verified = VerifiedToken(keyID: signer.keyID, claims: claims)
            cache.withLock { $0.insert(verified, for: TokenText(token)) }
        } catch {
            throw Refusal(.unauthenticated, "The token's signature or content is not valid.")
        }
    }

    /// A key of identity's in the library's form, which takes long to make.
    private struct Signer {
        let keyID: String
        let publicKey: String
        let keys: JWTKeyCollection
    }

    /// Who signed a token, by its first part: it is the same text in all tokens of one key.
    ///
    /// Only texts that stood on a good token are kept, so that nobody but identity fills the memory.
    private func signer(of token: String) async throws(Refusal) -> (header: String, Signer) {
        let header = String(token.prefix { $0 != "." })
        let known = signers.withLock { $0[header] }
        guard token.utf8.count <= Self.maximumBytes,
            let keyID = known?.keyID ?? Self.keyID(in: header)
        else { throw Refusal(.unauthenticated, "The token is not a JWT with a key id.") }
        // Asked for here, since the library takes any key of its own for an id that it lacks.
        guard let key = security.signingKey(keyID) else {
            throw Refusal(.unauthenticated, "The token's key is unknown or retired.")
        }
        if let known, known.publicKey == key.publicKey { return (header, known) }
        do {
            let keys = JWTKeyCollection()
            await keys.add(
                eddsa: try EdDSA.PublicKey(x: key.publicKey, curve: .ed25519),
                kid: JWKIdentifier(string: keyID)
            )
            return (header, Signer(keyID: keyID, publicKey: key.publicKey, keys: keys))
        } catch {
            throw Refusal(.unauthenticated, "The token's key is not one.")
        }
    }

    private struct Header: Decodable {
        let alg: String
        let kid: String
    }

    private static func keyID(in header: String) -> String? {
        guard let data = Data(base64Encoded: padded(header)),
            let header = try? JSONDecoder().decode(Header.self, from: data),
            header.alg == "EdDSA"
        else { return nil }
        return header.kid
    }

    private static func padded(_ part: String) -> String {
        let standard = part.replacing("-", with: "+").replacing("_", with: "/")
        return standard + String(repeating: "=", count: (4 - standard.count % 4) % 4)
    }
}

/// What has become of a token since its signature was found to be right.
struct TokenStanding {
    /// Nil if the key that signed it is no longer trusted.
    let key: SecuritySnapshot.SigningKey?
    /// Whether its session has ended.
    let hasEnded: Bool
    /// Whether the person's rights have changed since.
    let isOutdated: Bool
}

/// A token whose signature was right, with what every call asks of it.
package final class VerifiedToken: Sendable {
    let keyID: String
    package let person: Person
    let session: UUID
    /// Whose changes of rights outdate it.
    let holders: [UUID]
    let audience: String?
    let curveKey: String
    let issuedAt: Instant
    let expiresAt: Instant
    /// Identity's log when the token was issued: its bearer has seen that much.
    let seen: [LogPosition]

    init(keyID: String, claims: AccessClaims) {
        self.keyID = keyID
        person = claims.person
        session = claims.sid
        holders = person.holders
        audience = claims.aud
        curveKey = claims.cnf.curveKey
        issuedAt = Instant(milliseconds: claims.iat * 1000)
        expiresAt = claims.expiresAt
        seen =
            claims.pos.map { place in
                [
                    LogPosition(
                        service: "identity",
                        shard: place.shard,
                        epoch: place.epoch,
                        seq: place.seq
                    )
                ]
            } ?? []
    }
}

/// A token's text as a key of the cache.
///
/// Found by its last bytes, those of the signature, and compared byte by byte: a token that was not
/// verified is never taken for one that was, and only identity makes more that end alike.
struct TokenText: Hashable {
    private let text: String

    init(_ text: String) { self.text = text }

    func hash(into hasher: inout Hasher) {
        withBytes { hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: $0.suffix(32))) }
    }

    static func == (one: TokenText, other: TokenText) -> Bool {
        one.withBytes { one in
            other.withBytes { other in
                guard one.count == other.count, let first = one.baseAddress,
                    let second = other.baseAddress
                else { return false }
                return memcmp(first, second, one.count) == 0
            }
        }
    }

    private func withBytes<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R {
        var text = text
        return text.withUTF8 { body(UnsafeRawBufferPointer($0)) }
    }
}

/// Two generations: when the young one is full, the old one is dropped.
struct TokenCache {
    private var young: [TokenText: VerifiedToken] = [:]
    private var old: [TokenText: VerifiedToken] = [:]
    private let limit: Int

    init(limit: Int = 10_000) { self.limit = limit }

    mutating func find(_ text: TokenText) -> VerifiedToken? {
        if let token = young[text] { return token }
        guard let token = old[text] else { return nil }
        insert(token, for: text)
        return token
    }

    mutating func insert(_ token: VerifiedToken, for text: TokenText) {
        if young.count >= limit {
            old = young
            young = [:]
        }
        young[text] = token
    }
}
