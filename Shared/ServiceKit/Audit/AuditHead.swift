import Glibc

/// Where the chain of the audit has come to, kept apart from the database: so that entries missing at its
/// end are noticed.
struct AuditHead: Sendable {
    let path: String

    /// The chain as it was last written; the beginning if it never was.
    func read() -> HashChain? {
        guard let bytes = SecurityFile.bytes(of: path, last: 4096) else { return .beginning }
        return HashChain(text: String(decoding: bytes, as: UTF8.self))
    }

    /// A head that can't be written is written with the next entries.
    func write(_ chain: HashChain) {
        let file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { return }
        defer { close(file) }
        let bytes = Array(chain.text.utf8)
        _ = bytes.withUnsafeBytes { pwrite(file, $0.baseAddress, $0.count, 0) }
    }
}
