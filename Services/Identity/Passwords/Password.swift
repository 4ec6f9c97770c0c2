import OctopusServiceKit

/// A password in the form in which it is hashed and compared: OpaqueString of RFC 8265.
///
/// Every sort of space is the space of ASCII, and the text is composed (NFC); nothing else changes.
/// So it opens from every keyboard and system, whichever of the equal forms they send.
struct Password: Sendable {
    let text: String
    /// As it came, if that is another text: versions before hashed this one.
    let typed: String?

    init(_ typed: String) {
        var scalars = String.UnicodeScalarView()
        for scalar in typed.unicodeScalars {
            scalars.append(scalar.properties.generalCategory == .spaceSeparator ? " " : scalar)
        }
        let text = UnicodeForm.composed.of(String(scalars))
        self.text = text
        // Bytes, since Swift takes all forms of a text for equal.
        self.typed = text.utf8.elementsEqual(typed.utf8) ? nil : typed
    }

    /// The bytes that count against the limit: as it came, and as it is kept.
    var byteCount: Int { max(text.utf8.count, typed?.utf8.count ?? 0) }

    /// Whether a new password may have all of its characters: none that controls, none that nobody
    /// sees (RFC 8264, FreeformClass).
    var hasOnlyAllowedCharacters: Bool { text.unicodeScalars.allSatisfy(Self.isAllowed) }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return (0x20...0x7E).contains(scalar.value) }
        let properties = scalar.properties
        guard !properties.isDefaultIgnorableCodePoint, !properties.isNoncharacterCodePoint,
            !isOldHangul(scalar.value)
        else { return false }
        return switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate,
            .unassigned:
            false
        default: true
        }
    }

    /// Parts of Hangul syllables that are written with parts no more.
    private static func isOldHangul(_ value: UInt32) -> Bool {
        (0x1100...0x11FF).contains(value) || (0xA960...0xA97C).contains(value)
            || (0xD7B0...0xD7FB).contains(value)
    }
}
