import COctopusSodium
import OctopusIdentityContract
import OctopusMesh
import OctopusServiceKit

/// What a program's CURVE key must be.
enum PrincipalKey {
    /// The key in its one spelling.
    ///
    /// - Throws: `invalid` for what is no Z85, has anything around it, is another spelling of a key,
    ///   or is a point that gives the same secret with every key, so that anybody could use it.
    static func checked(_ text: String) throws(Refusal) -> String {
        // libzmq also reads groups of letters that are too large for four bytes.
        guard text.utf8.count == 40, let key = CurvePublicKey(z85: text), key.z85 == text else {
            throw FieldRules.refusal(
                "publicKey",
                .form,
                "A public key is 40 characters of Z85, as octopus keys show prints."
            )
        }
        guard isCanonical(key.bytes), isStrong(key.bytes) else {
            throw FieldRules.refusal(
                "publicKey",
                .lowOrder,
                "It is the public key of no secret key; make a pair with octopus keys new."
            )
        }
        return text
    }

    /// Whether it is the one number below 2^255 - 19 that stands for the point.
    ///
    /// Otherwise a revoked key could come back in another spelling.
    private static func isCanonical(_ bytes: [UInt8]) -> Bool {
        guard let first = bytes.first, let last = bytes.last, last <= 0x7F else { return false }
        return last < 0x7F || first < 0xED || bytes[1..<31].contains { $0 != 0xFF }
    }

    /// Whether the point is not of a small order: 0, 1 and a few others.
    private static func isStrong(_ bytes: [UInt8]) -> Bool {
        var shared = [UInt8](repeating: 0, count: 32)
        let scalar = [UInt8](repeating: 9, count: 32)
        return crypto_scalarmult(&shared, scalar, bytes) == 0
    }
}
