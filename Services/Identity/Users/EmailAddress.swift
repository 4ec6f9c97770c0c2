/// An e-mail address in the form in which it is unique: without space around it, in lower case.
///
/// The part before the `@` could tell case apart by the letter of RFC 5321; people and their mail
/// servers do not, and two accounts that differ in case are two accounts of one person.
struct EmailAddress: Hashable, Sendable {
    let text: String

    static let maximumBytes = 254

    /// Nil for what can't be an address.
    ///
    /// That it exists is shown only by mail that arrives.
    init?(_ typed: String) {
        let text = typed.trimmed.lowercased()
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard text.utf8.count <= Self.maximumBytes, parts.count == 2,
            !parts[0].isEmpty, parts[0].utf8.count <= 64,
            parts[0].unicodeScalars.allSatisfy(Self.mayStandInLocalPart),
            Self.isDomain(parts[1])
        else { return nil }
        self.text = text
    }

    private static func mayStandInLocalPart(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value > 0x20 && scalar.value != 0x7F
            && !"\"(),:;<>[\\]".unicodeScalars.contains(scalar)
    }

    private static func isDomain(_ text: Substring) -> Bool {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        return labels.count >= 2
            && labels.allSatisfy { label in
                !label.isEmpty && label.utf8.count <= 63 && label.first != "-" && label.last != "-"
                    && label.unicodeScalars.allSatisfy {
                        $0.properties.isAlphabetic || ("0"..."9").contains($0) || $0 == "-"
                    }
            }
    }
}

extension String {
    /// Without white space at both ends.
    var trimmed: String {
        let rest = drop(while: \.isWhitespace)
        guard let last = rest.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(rest[...last])
    }
}
