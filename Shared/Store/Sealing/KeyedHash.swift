package import Crypto

/// Hashes what somebody presents, so that the database can find it and can't tell it.
///
/// The key is sealed in the database, so that a copy of the file alone allows no guessing.
package struct KeyedHash: Sendable {
    private let key: SymmetricKey

    init(secret: [UInt8]) {
        key = SymmetricKey(data: secret)
    }

    /// The hash of one use: a code's is of no use where a scan is looked for.
    package func key(for use: String) -> SymmetricKey {
        SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: Array(use.utf8), using: key))
    }

    /// Sixteen bytes.
    package static func hash(_ text: String, with key: SymmetricKey) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key).prefix(16))
    }
}
