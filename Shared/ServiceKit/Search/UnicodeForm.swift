import _FoundationICU

/// A canonical form of Unicode, as ICU makes it: the library that Foundation brings along.
package enum UnicodeForm: Sendable {
    /// Composed: é is one scalar. The form in which texts are stored.
    case composed
    /// Compatibility decomposition: ﬁ is f and i, é is e and an accent.
    case decomposed
    /// Compatibility form with all case folded (straße and STRASSE are strasse) and without what
    /// can't be seen (U+200B, soft hyphens).
    case folded
    /// Compatibility form, composed: ﬁ is f and i, a full-width letter is one of ASCII.
    case compatible

    /// `text` in this form.
    package func of(_ text: String) -> String {
        if self != .folded, text.utf8.allSatisfy({ $0 < 0x80 }) { return text }
        guard let normalizer = normalizer else { return text }
        let units = Array(text.utf16)
        var formed = [UInt16](repeating: 0, count: units.count * 2 + 16)
        var (count, status) = (Int32(0), U_ZERO_ERROR)
        func form() {
            status = U_ZERO_ERROR
            count = swift_unorm2_normalize(
                normalizer,
                units,
                Int32(units.count),
                &formed,
                Int32(formed.count),
                &status
            )
        }
        form()
        if status == U_BUFFER_OVERFLOW_ERROR {
            formed = [UInt16](repeating: 0, count: Int(count))
            form()
        }
        guard status.rawValue <= U_ZERO_ERROR.rawValue else { return text }
        return String(decoding: formed.prefix(Int(count)), as: UTF16.self)
    }

    /// Whether a character by itself is in this form; U+212A, the Kelvin sign, is in none.
    package func contains(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII || of(String(scalar)).unicodeScalars.elementsEqual([scalar])
    }

    /// ICU's own, one for the process.
    private var normalizer: OpaquePointer? {
        var status = U_ZERO_ERROR
        return switch self {
        case .composed: swift_unorm2_getNFCInstance(&status)
        case .decomposed: swift_unorm2_getNFKDInstance(&status)
        case .folded: swift_unorm2_getNFKCCasefoldInstance(&status)
        case .compatible: swift_unorm2_getNFKCInstance(&status)
        }
    }
}
