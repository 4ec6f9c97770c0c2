/// An address of the web that people may be led to: `http` or `https`, a host by name, no user or
/// password that would make it look like another's.
///
/// What stands after the host is taken as it comes.
package struct WebAddress: Hashable, Sendable {
    package let text: String

    package static let maximumBytes: Int64 = 2000

    /// Nil for what is none.
    package init?(_ typed: String) {
        guard typed.utf8.count <= Self.maximumBytes else { return nil }
        let scalars = typed.unicodeScalars.drop(while: \.isBlank)
        guard let last = scalars.lastIndex(where: { !$0.isBlank }) else { return nil }
        let text = String(String.UnicodeScalarView(scalars[...last]))
        guard let scheme = ["https://", "http://"].first(where: { Self.has(text, $0) }),
            text.unicodeScalars.allSatisfy(Self.mayStand)
        else { return nil }
        let rest = text.dropFirst(scheme.count)
        let authority = rest.prefix { !"/?#".contains($0) }
        let parts = authority.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 2, let host = parts.first.flatMap({ DomainName(String($0)) }) else {
            return nil
        }
        var place = host.ascii
        if parts.count == 2 {
            guard let port = UInt16(parts[1]), port > 0 else { return nil }
            place += ":\(port)"
        }
        self.text = scheme + place + rest.dropFirst(authority.count)
    }

    private static func has(_ text: String, _ scheme: String) -> Bool {
        text.utf8.count > scheme.utf8.count && text.prefix(scheme.count).lowercased() == scheme
    }

    /// Nothing invisible, no blanks, and none of the signs that RFC 3986 lets stand nowhere.
    private static func mayStand(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII
            ? (0x21...0x7E).contains(scalar.value)
                && !"\"<>\\^`{|}".unicodeScalars.contains(scalar)
            : scalar.showsSomething || scalar.properties.generalCategory.isMark
    }
}
