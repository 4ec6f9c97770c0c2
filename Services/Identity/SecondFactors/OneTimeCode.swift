import Crypto
import OctopusIdentityContract

/// Time-based one-time codes (RFC 6238) as every authenticator makes them: HMAC-SHA-1, six digits, 30
/// seconds.
enum OneTimeCode {
    static let periodMilliseconds: Int64 = 30_000
    static let digits = 6
    /// RFC 4226 asks for 128 bits at least and recommends 160.
    static let seedBytes = 20

    /// The number of the 30 seconds.
    static func step(at now: Instant) -> Int64 {
        now.milliseconds / periodMilliseconds
    }

    static func code(of seed: [UInt8], step: Int64) -> String {
        let counter = (0..<8).map { UInt8(truncatingIfNeeded: step >> (56 - 8 * $0)) }
        let key = SymmetricKey(data: seed)
        let hash = Array(HMAC<Insecure.SHA1>.authenticationCode(for: counter, using: key))
        let offset = Int(hash[19] & 15)
        let number = hash[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) } & 0x7FFF_FFFF
        let text = String(number % 1_000_000)
        return String(repeating: "0", count: digits - text.count) + text
    }

    /// Which 30 seconds a code is of: the present ones, or one before or after, since clocks differ.
    ///
    /// - Parameters:
    ///   - code: Without what keyboards add.
    ///   - seed: What the user's device counts from.
    ///   - last: The step of the last code that opened; none opens twice.
    ///   - now: The moment.
    /// - Returns: The step; nil if the code is wrong, used or too old.
    static func step(of code: String, _ seed: [UInt8], after last: Int64, at now: Instant) -> Int64?
    {
        let present = step(at: now)
        var found: Int64?
        // All three are compared, so that the time does not tell which fits.
        for step in present - 1...present + 1 {
            let isRight = LoginCode.areEqual(
                Array(self.code(of: seed, step: step).utf8),
                Array(code.utf8)
            )
            if isRight, step > last { found = step }
        }
        return found
    }
}
