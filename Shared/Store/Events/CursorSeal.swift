import Crypto
import struct FoundationEssentials.Data

/// Makes cursors that tell their bearer nothing and that nobody else can make.
///
/// The key is the database's own, so a cursor outlives a restart and a restore.
package struct CursorSeal: Sendable {
    private let key: SymmetricKey

    /// - Parameter secret: the secret of the database.
    init(secret: Data) {
        key = SymmetricKey(
            data: HMAC<SHA256>.authenticationCode(
                for: Array("cursors".utf8),
                using: SymmetricKey(data: secret)
            )
        )
    }

    /// Seals a place.
    ///
    /// - Parameters:
    ///   - place: what the cursor stands for.
    ///   - use: which list it belongs to; it opens for the same use alone.
    /// - Returns: the sealed cursor.
    /// - Throws: what the cipher throws.
    package func seal(_ place: [UInt8], for use: String) throws -> [UInt8] {
        let box = try ChaChaPoly.seal(place, using: key, authenticating: Array(use.utf8))
        return Array(box.combined)
    }

    /// The place that a cursor stands for; nil if it was not made here for this use.
    package func open(_ cursor: [UInt8], for use: String) -> [UInt8]? {
        guard let box = try? ChaChaPoly.SealedBox(combined: cursor),
            let place = try? ChaChaPoly.open(box, using: key, authenticating: Array(use.utf8))
        else { return nil }
        return Array(place)
    }
}
