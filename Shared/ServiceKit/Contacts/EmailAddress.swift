/// An e-mail address in the one form in which it is kept, compared and written to.
///
/// It is read by Unicode scalars and by the standards (RFC 5321, 6531): lower case, composed
/// (NFC), the domain by IDNA. The part before the `@` could tell case apart by the letter of RFC
/// 5321; people and their mail servers do not. Quoted parts and addresses of the Internet Protocol
/// are not taken.
package struct EmailAddress: Hashable, Sendable {
    package let text: String

    static let maximumBytes = 254
    static let maximumLocalBytes = 64

    /// Nil for what can't be an address.
    ///
    /// That it exists is shown only by mail that arrives.
    package init?(_ typed: String) {
        guard typed.utf8.count <= 1024 else { return nil }
        let scalars = typed.unicodeScalars.drop(while: \.isBlank)
        guard let last = scalars.lastIndex(where: { !$0.isBlank }) else { return nil }
        let parts = scalars[...last].split(separator: "@", omittingEmptySubsequences: false)
        // Nothing invisible anywhere, also where IDNA would pass over it.
        guard parts.count == 2, scalars[...last].allSatisfy(\.showsSomethingInAContact),
            let local = Self.local(parts[0]), let domain = DomainName(String(parts[1]))
        else { return nil }
        let text = local + "@" + domain.text
        guard text.utf8.count <= Self.maximumBytes,
            local.utf8.count + 1 + domain.ascii.utf8.count <= Self.maximumBytes
        else { return nil }
        self.text = text
    }

    /// As it is written to: the domain as name servers have it.
    package var deliverable: String {
        let parts = text.split(separator: "@", maxSplits: 1)
        guard parts.count == 2, let domain = DomainName(String(parts[1])) else { return text }
        return "\(parts[0])@\(domain.ascii)"
    }

    /// The part before the `@`: words of letters, marks, digits and some signs, joined by dots.
    private static func local(_ typed: Substring.UnicodeScalarView) -> String? {
        guard typed.allSatisfy(isLocal), typed.first != ".", typed.last != ".",
            typed.first?.properties.generalCategory.isMark == false
        else { return nil }
        let local = UnicodeForm.composed.of(UnicodeForm.composed.of(String(typed)).lowercased())
        guard local.utf8.count <= maximumLocalBytes, !local.contains("..") else { return nil }
        return local
    }

    private static func isLocal(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII {
            return scalar.properties.isAlphabetic || (0x30...0x39).contains(scalar.value)
                || ".!#$%&'*+-/=?^_`{|}~".unicodeScalars.contains(scalar)
        }
        return switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
            .decimalNumber, .nonspacingMark, .spacingMark:
            // U+212A looks like a K and would become one: it is another mailbox, or nobody's.
            UnicodeForm.compatible.contains(scalar)
        default: false
        }
    }
}

extension Unicode.Scalar {
    /// Marks are seen, on the letter before them.
    fileprivate var showsSomethingInAContact: Bool {
        showsSomething
            || properties.generalCategory == .nonspacingMark
                && !properties.isDefaultIgnorableCodePoint
    }
}
