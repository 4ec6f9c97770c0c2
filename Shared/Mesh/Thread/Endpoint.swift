import Glibc

/// An endpoint as the mesh map writes it, taken apart.
///
/// libzmq is given numeric addresses only. It would look a name up on the one thread that moves every
/// connection's bytes, and wait there for a name server that does not answer.
struct Endpoint: Hashable, Sendable {
    /// What the map says.
    let text: String
    /// The name to be looked up; nil for a numeric address, for `ipc://` and for what is no endpoint.
    let name: String?
    private let port: Substring
    private let numericHost: String?

    init(_ text: String) {
        self.text = text
        let prefix = "tcp://"
        let rest = text.dropFirst(prefix.count)
        guard text.hasPrefix(prefix), let colon = rest.lastIndex(of: ":") else {
            (name, port, numericHost) = (nil, "", nil)
            return
        }
        port = rest[rest.index(after: colon)...]
        var host = rest[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        let isOther = host.isEmpty || host == "*" || host.contains(";")
        let isNumeric = Self.isNumeric(host)
        numericHost = isNumeric ? String(host) : nil
        name = isOther || isNumeric ? nil : String(host)
    }

    /// The endpoint for libzmq, unless a name must be looked up first.
    var numeric: String { numericHost.map(at) ?? text }

    /// The endpoint at one of its name's addresses.
    func at(_ address: String) -> String {
        address.utf8.contains(UInt8(ascii: ":"))
            ? "tcp://[\(address)]:\(port)" : "tcp://\(address):\(port)"
    }

    /// Where a service listens whose own endpoint this is.
    ///
    /// Looks a name up and waits for it, so it is called before the service serves. Of a name's
    /// addresses an IPv4 one is taken if there is one, as clients without IPv6 expect.
    ///
    /// - Throws: `MeshServerError` for a name that has no address.
    func listening() throws(MeshServerError) -> String {
        // libzmq takes an interface's name for its address.
        guard let name, if_nametoindex(name) == 0 else { return numeric }
        guard case .addresses(let addresses) = NameResolver.ask(name), let first = addresses.first
        else { throw MeshServerError(endpoint: text, number: EADDRNOTAVAIL) }
        return at(addresses.first { !$0.utf8.contains(UInt8(ascii: ":")) } ?? first)
    }

    private static func isNumeric(_ host: Substring) -> Bool {
        var space = in6_addr()
        // An address of one link names the interface behind a percent sign.
        let address = String(host.prefix { $0 != "%" })
        return inet_pton(AF_INET, String(host), &space) == 1
            || inet_pton(AF_INET6, address, &space) == 1
    }
}
