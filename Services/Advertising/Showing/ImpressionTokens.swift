import Crypto
import OctopusAdvertisingContract
import OctopusServiceKit
import OctopusStore
import Synchronization

/// The keys of tokens, a new one each day.
///
/// They are derived of the secret that the database keeps sealed (``KeyedHash``), so that none is stored, and a copy
/// of the database alone makes no token. Those of the day before are read, too: a token that long is too late.
final class ImpressionTokens: Sendable {
    private let hashes: KeyedHash
    private let present = Mutex<(day: Int64, keys: TokenKeys)?>(nil)

    init(_ hashes: KeyedHash) { self.hashes = hashes }

    /// Nil if there is no key, which can't be.
    func token(of claims: ImpressionClaims, at now: Instant) -> [UInt8]? {
        keys(at: now)?.token(of: claims)
    }

    /// What a token says that was given to an end user.
    ///
    /// - Throws: `impressionTokenRefused`, one reason for all faults: more would help to forge one.
    func claims(
        of token: [UInt8],
        for tenant: TenantID,
        _ endUser: EndUserID,
        at now: Instant
    ) throws(Refusal) -> ImpressionClaims {
        guard let keys = keys(at: now) else { throw Refusal(.impressionTokenRefused) }
        do {
            return try keys.claims(of: token, for: tenant, endUser)
        } catch {
            throw Refusal(.impressionTokenRefused)
        }
    }

    private func keys(at now: Instant) -> TokenKeys? {
        let day = now.utcDay
        return present.withLock { present in
            if let present, present.day == day { return present.keys }
            guard let keys = made(for: day) else { return nil }
            present = (day, keys)
            return keys
        }
    }

    private func made(for day: Int64) -> TokenKeys? {
        var keys: [UInt16: TokenKey] = [:]
        for day in [day - 1, day] {
            let secret = hashes.key(for: "impressions of day \(day)")
            keys[Self.number(day)] = TokenKey(secret.withUnsafeBytes { Array($0) })
        }
        return TokenKeys(keys, newest: Self.number(day))
    }

    private static func number(_ day: Int64) -> UInt16 { UInt16(truncatingIfNeeded: day) }
}
