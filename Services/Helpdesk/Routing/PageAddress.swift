import OctopusServiceKit

/// A page of a website in the one form that pages are compared in, as browsers read its address.
///
/// Neither scheme nor port, user, query nor fragment is kept of it.
struct PageAddress: Hashable, Sendable {
    /// As name servers have it.
    let host: String
    let path: String

    private static let mostPathBytes = 2000

    /// Nil for what is no address of a page on a host with a name.
    init?(_ typed: String) {
        // Bytes: a combining mark behind a slash would be one character with it.
        let bytes = typed.utf8.drop { $0 == UInt8(ascii: " ") }
        guard bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }),
            let rest = Self.afterScheme(bytes)
        else { return nil }
        let authority = rest.prefix { !"/\\?#".utf8.contains($0) }
        let path = rest.dropFirst(authority.count).prefix { !"?#".utf8.contains($0) }
        guard path.count <= Self.mostPathBytes, let host = Self.host(of: authority) else {
            return nil
        }
        self.host = host
        self.path = PagePath.canonical(path)
    }

    private static func afterScheme(_ bytes: Substring.UTF8View) -> Substring.UTF8View? {
        for scheme in ["https://", "http://"] {
            let begins = bytes.prefix(scheme.utf8.count)
            guard begins.map({ $0 | (0x41...0x5A ~= $0 ? 0x20 : 0) }) == Array(scheme.utf8) else {
                continue
            }
            return bytes.dropFirst(scheme.utf8.count)
        }
        return nil
    }

    /// What stands behind the user and before the port.
    private static func host(of authority: Substring.UTF8View) -> String? {
        let place = authority.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
            .last
        guard let place else { return nil }
        let parts = place.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.count <= 2, let name = parts.first else { return nil }
        if parts.count == 2, !parts[1].isEmpty {
            guard UInt16(String(Substring(parts[1]))) != nil else { return nil }
        }
        guard let decoded = String(validating: PagePath.decoded(name), as: UTF8.self) else {
            return nil
        }
        return HostName(decoded)?.text
    }
}

/// A host by name, as name servers have it.
struct HostName: Hashable, Sendable {
    let text: String

    /// A dot at the end says nothing more.
    init?(_ typed: String) {
        let name = typed.utf8.last == UInt8(ascii: ".") ? String(typed.dropLast()) : typed
        guard let domain = DomainName(name) else { return nil }
        text = domain.ascii
    }
}

/// Paths of pages in one form (RFC 3986, section 6.2.2): what needs no percent-encoding has none, the rest
/// has it in capitals, and no segment leads upwards.
enum PagePath {
    static func canonical(_ typed: some Sequence<UInt8>) -> String {
        var segments: [String] = []
        let all = encoded(Array(typed)).split(separator: "/", omittingEmptySubsequences: false)
            .dropFirst()
        for (place, segment) in all.enumerated() {
            let isLast = place == all.count - 1
            switch segment {
            case ".": if isLast { segments.append("") }
            case "..":
                if !segments.isEmpty { segments.removeLast() }
                if isLast { segments.append("") }
            default: segments.append(String(segment))
            }
        }
        return "/" + segments.joined(separator: "/")
    }

    /// The bytes that percent-encoding stands for.
    static func decoded(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        let bytes = Array(bytes)
        var decoded: [UInt8] = []
        var place = 0
        while place < bytes.count {
            let byte = encodedByte(at: place, of: bytes)
            decoded.append(byte ?? bytes[place])
            place += byte == nil ? 1 : 3
        }
        return decoded
    }

    private static func encoded(_ bytes: [UInt8]) -> String {
        var text = ""
        var place = 0
        while place < bytes.count {
            let byte = bytes[place]
            if let stood = encodedByte(at: place, of: bytes) {
                text += isUnreserved(stood) ? String(UnicodeScalar(stood)) : percent(stood)
                place += 3
                continue
            }
            place += 1
            switch byte {
            // Browsers read the one for the other.
            case UInt8(ascii: "\\"): text += "/"
            case _ where isUnreserved(byte) || "/!$&'()*+,;=:@".utf8.contains(byte):
                text += String(UnicodeScalar(byte))
            default: text += percent(byte)
            }
        }
        return text
    }

    private static func encodedByte(at place: Int, of bytes: [UInt8]) -> UInt8? {
        guard bytes[place] == UInt8(ascii: "%"), place + 2 < bytes.count,
            let high = hexadecimal(bytes[place + 1]), let low = hexadecimal(bytes[place + 2])
        else { return nil }
        return high << 4 | low
    }

    private static func hexadecimal(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "-._~".utf8.contains(byte)
        }
    }

    private static func percent(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16, uppercase: true)
        return "%" + (digits.count == 1 ? "0" : "") + digits
    }
}
