import COctopusSodium
import OctopusContract
import FoundationEssentials

/// What an impression's token says.
struct ImpressionClaims: Sendable, Hashable {
    let decision: AdDecisionID
    let tenant: TenantID
    let endUser: EndUserID
    let placement: PlacementID
    let campaign: CampaignID
    let ad: AdID
    /// Until when the impression is reserved.
    let expiresAt: Instant
}

/// Why a token is not accepted.
///
/// For logs and counts. The caller is told one reason for all of them: more would help to forge one.
enum TokenFault: Error, Hashable, CaseIterable {
    /// It has not the form of a token.
    case malformed
    /// Its key is not kept any longer, or never was.
    case unknownKey
    /// It was not signed here, or has been changed.
    case forged
    /// It is genuine, and of another tenant.
    case foreignTenant
    /// It is genuine, and was given to another end user.
    case foreignEndUser
}

/// A key of 32 bytes, taken in once.
///
/// HMAC-SHA-512-256 of libsodium, of which 16 bytes are kept: a forger has one chance in 2^128 a try, on line.
struct TokenKey: Sendable {
    static let byteCount = Int(crypto_auth_hmacsha512256_KEYBYTES)
    static let tagCount = 16

    private let begun: crypto_auth_hmacsha512256_state

    /// Nil for a key of another length.
    init?(_ secret: [UInt8]) {
        guard secret.count == Self.byteCount else { return nil }
        var state = crypto_auth_hmacsha512256_state()
        crypto_auth_hmacsha512256_init(&state, secret, secret.count)
        begun = state
    }

    fileprivate func tag(of claims: some Sequence<UInt8>) -> [UInt8] {
        let text = Self.use + claims
        var state = begun
        var tag = [UInt8](repeating: 0, count: Int(crypto_auth_hmacsha512256_BYTES))
        crypto_auth_hmacsha512256_update(&state, text, UInt64(text.count))
        crypto_auth_hmacsha512256_final(&state, &tag)
        return Array(tag.prefix(Self.tagCount))
    }

    /// The key signs nothing else that could be taken for a token.
    private static let use = Array("octopus impression 1".utf8)
}

/// The keys of tokens: the newest signs, and those before it are kept as long as their tokens can come back.
///
/// A token is 121 bytes: the form (1), the number of the key (2), the expiry in milliseconds (6), decision, tenant, end
/// user, placement, campaign and ad (16 each), and the tag (16). It is genuine however it came, so an
/// application may keep it in a page. Nothing in it is secret.
struct TokenKeys: Sendable {
    static let tokenCount = 9 + 6 * 16 + TokenKey.tagCount
    private static let form: UInt8 = 1

    private let keys: [UInt16: TokenKey]
    private let newest: UInt16

    /// - Parameters:
    ///   - keys: By number.
    ///   - newest: Which of them signs; nil is returned if it is not there.
    init?(_ keys: [UInt16: TokenKey], newest: UInt16) {
        guard keys[newest] != nil else { return nil }
        (self.keys, self.newest) = (keys, newest)
    }

    func token(of claims: ImpressionClaims) -> [UInt8] {
        var bytes = [Self.form]
        bytes.reserveCapacity(Self.tokenCount)
        bytes += Self.bigEndian(UInt64(newest), 2)
        bytes += Self.bigEndian(UInt64(clamping: claims.expiresAt.milliseconds), 6)
        for id in [
            claims.decision.uuid, claims.tenant.uuid, claims.endUser.uuid, claims.placement.uuid,
            claims.campaign.uuid, claims.ad.uuid,
        ] {
            withUnsafeBytes(of: id.uuid) { bytes += $0 }
        }
        // The newest is always there.
        return bytes + (keys[newest]?.tag(of: bytes) ?? [])
    }

    /// Reads a token, whatever its expiry: what is late is decided where impressions are counted.
    ///
    /// - Parameters:
    ///   - token: As it came.
    ///   - tenant: The caller's.
    ///   - endUser: The caller.
    /// - Returns: What it says.
    /// - Throws: ``TokenFault``, in the order of its cases.
    func claims(
        of token: [UInt8],
        for tenant: TenantID,
        _ endUser: EndUserID
    ) throws(TokenFault) -> ImpressionClaims {
        guard token.count == Self.tokenCount, token[0] == Self.form else { throw .malformed }
        guard let key = keys[UInt16(Self.number(token[1..<3]))] else { throw .unknownKey }
        let signed = token.dropLast(TokenKey.tagCount)
        let tag = Array(token.suffix(TokenKey.tagCount))
        // Takes as long for any wrong one.
        guard sodium_memcmp(key.tag(of: signed), tag, TokenKey.tagCount) == 0 else {
            throw .forged
        }
        let claims = Self.claims(signed)
        guard claims.tenant == tenant else { throw .foreignTenant }
        guard claims.endUser == endUser else { throw .foreignEndUser }
        return claims
    }

    private static func claims(_ bytes: ArraySlice<UInt8>) -> ImpressionClaims {
        func id<Thing>(_ place: Int) -> ID<Thing> {
            var uuid: uuid_t = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
            let begin = 9 + place * 16
            withUnsafeMutableBytes(of: &uuid) { $0.copyBytes(from: bytes[begin..<begin + 16]) }
            return ID(UUID(uuid: uuid))
        }
        return ImpressionClaims(
            decision: id(0),
            tenant: id(1),
            endUser: id(2),
            placement: id(3),
            campaign: id(4),
            ad: id(5),
            expiresAt: Instant(milliseconds: Int64(number(bytes[3..<9])))
        )
    }

    private static func bigEndian(_ number: UInt64, _ count: Int) -> [UInt8] {
        (0..<count).reversed().map { UInt8(truncatingIfNeeded: number >> UInt64($0 * 8)) }
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }
}
