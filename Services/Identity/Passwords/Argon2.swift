import COctopusSodium

/// Argon2id through libsodium, with the cost that OWASP asks for at least: 19 MiB and 2 passes.
///
/// Each call holds its thread for some 20 ms and that memory, so only `PasswordHasher` calls it.
enum Argon2 {
    static let memoryBytes = 19 * 1024 * 1024
    static let passes: UInt64 = 2

    /// The hash with its parameters and a new salt; nil if the machine has not the memory.
    static func hash(_ password: String) -> String? {
        var hash = [CChar](repeating: 0, count: Int(crypto_pwhash_STRBYTES))
        let code = withBytes(of: password) { bytes, count in
            crypto_pwhash_str(&hash, bytes, count, passes, memoryBytes)
        }
        guard code == 0 else { return nil }
        return String(decoding: hash.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// A hash of today's cost that no password has.
    static let nobodysHash =
        "$argon2id$v=19$m=\(memoryBytes / 1024),t=\(passes),p=1$"
        + String(repeating: "A", count: 22) + "$" + String(repeating: "A", count: 43)

    static func verify(_ password: String, against hash: String) -> Bool {
        let code = withBytes(of: password) { bytes, count in
            crypto_pwhash_str_verify(hash, bytes, count)
        }
        return code == 0
    }

    /// Whether the hash was made with another cost than today's.
    static func isOutdated(_ hash: String) -> Bool {
        crypto_pwhash_str_needs_rehash(hash, passes, memoryBytes) != 0
    }

    /// Calls C with the password's bytes; an empty password has an address too.
    private static func withBytes(
        of password: String,
        _ body: (UnsafePointer<CChar>, UInt64) -> Int32
    ) -> Int32 {
        let bytes = password.utf8.map { CChar(bitPattern: $0) }
        return (bytes + [0]).withUnsafeBufferPointer { buffer in
            buffer.baseAddress.map { body($0, UInt64(bytes.count)) } ?? -1
        }
    }
}
