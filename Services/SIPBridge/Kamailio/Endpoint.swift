import ArgumentParser
import Glibc

/// An IPv4 address and a port, as `127.0.0.1:5060`.
struct Endpoint: Hashable, Sendable, CustomStringConvertible {
    let host: String
    let port: UInt16

    /// - Returns: Nil for what is no such text.
    init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        var address = in_addr()
        guard parts.count == 2, inet_pton(AF_INET, parts[0], &address) == 1,
            let port = UInt16(parts[1]), port > 0
        else { return nil }
        (host, self.port) = (parts[0], port)
    }

    /// One that this machine alone reaches.
    init(loopback port: UInt16) { (host, self.port) = ("127.0.0.1", port) }

    var description: String { "\(host):\(port)" }
}

extension Endpoint: ExpressibleByArgument {
    init?(argument: String) { self.init(argument) }
}
