package import Crypto

/// HMAC-SHA-256 with a key that is taken in once.
///
/// Taking a key in costs more than the code of a short text does.
package struct KeyedCode: Sendable {
    private let begun: HMAC<SHA256>

    package init(_ key: SymmetricKey) {
        begun = HMAC(key: key)
    }

    /// The code of a text, whole or its beginning.
    package func of(_ text: [UInt8], bytes count: Int = SHA256Digest.byteCount) -> [UInt8] {
        var code = begun
        code.update(data: text)
        return code.finalize().withUnsafeBytes { [UInt8]($0[..<count]) }
    }
}
