import Glibc

/// By which clients know the bridge over TLS.
struct Certificate: Sendable {
    let file: String
    let key: String

    /// One that was made elsewhere.
    init(file: String, key: String) { (self.file, self.key) = (file, key) }

    /// The bridge's own, of which clients are told that it is good; made once, for ten years.
    ///
    /// - Throws: `BridgeFault`.
    init(ownIn folder: String, domain: String, host: String) throws {
        self.init(file: "\(folder)/certificate.pem", key: "\(folder)/key.pem")
        guard access(file, F_OK) != 0 || access(key, F_OK) != 0 else { return }
        let unfinished = "\(file).new"
        try Program("/usr/bin/openssl").run([
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-days", "3650", "-subj", "/CN=\(domain)",
            "-addext", "subjectAltName=DNS:\(domain),IP:\(host)",
            "-keyout", key, "-out", unfinished,
        ])
        guard chmod(key, 0o600) == 0, rename(unfinished, file) == 0 else {
            throw BridgeFault("\(file) can't be made: \(String(cString: strerror(errno)))")
        }
    }
}
