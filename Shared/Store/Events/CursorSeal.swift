import Crypto
import struct FoundationEssentials.Data

/// Makes the cursors of logs, snapshots and lists: they tell their bearer nothing and can't be made up.
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
    ///   - use: which list it belongs to, with its filters and who asked; it opens for the same use
    ///     alone.
    /// - Returns: the sealed cursor.
    /// - Throws: what the cipher throws.
    package func seal(_ place: [UInt8], for use: [UInt8]) throws -> [UInt8] {
        let box = try ChaChaPoly.seal(Self.padded(place), using: key, authenticating: use)
        return Array(box.combined)
    }

    /// The place that a cursor stands for; nil if it was not made here for this use.
    package func open(_ cursor: [UInt8], for use: [UInt8]) -> [UInt8]? {
        guard let box = try? ChaChaPoly.SealedBox(combined: cursor),
            let place = try? ChaChaPoly.open(box, using: key, authenticating: use),
            let end = place.lastIndex(of: Self.mark)
        else { return nil }
        return Array(place[..<end])
    }

    private static let mark: UInt8 = 0x80

    /// Up to the next 64 bytes (ISO/IEC 7816-4): the length of a cursor would tell how large the
    /// numbers in it are.
    private static func padded(_ place: [UInt8]) -> [UInt8] {
        place + [mark] + [UInt8](repeating: 0, count: 63 - place.count % 64)
    }
}
