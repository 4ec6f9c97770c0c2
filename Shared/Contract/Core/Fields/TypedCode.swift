/// Reads codes as people type and paste them and as scanners send them.
///
/// Keyboards, clipboards and scanners add blanks, line ends, dashes of many kinds, quotes, a byte
/// order mark; a Japanese or Arabic keyboard writes digits of its own. None of it is part of a code.
public enum TypedCode {
    /// What is longer is no code, and is not looked at.
    public static let maximumBytes = 512

    /// The symbols of a code: digits in ASCII, letters of ASCII in capitals.
    ///
    /// - Parameter text: What was typed, pasted or scanned.
    /// - Returns: What is left without blanks, control and invisible characters and punctuation;
    ///   what is no symbol of any code stays, so that it is refused. Nil for a text that is too long.
    public static func symbols(of text: some StringProtocol) -> String? {
        guard text.utf8.count <= maximumBytes else { return nil }
        var symbols = String.UnicodeScalarView()
        for scalar in text.unicodeScalars where !isNoise(scalar) {
            symbols.append(folded(scalar))
        }
        return String(symbols)
    }

    /// Whether there is nothing to read: a scanner that sent its line end alone.
    public static func isEmpty(_ text: some StringProtocol) -> Bool {
        text.utf8.count <= maximumBytes && text.unicodeScalars.allSatisfy(isNoise)
    }

    private static func isNoise(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.properties.isWhitespace || scalar.properties.isDefaultIgnorableCodePoint {
            return true
        }
        switch scalar.properties.generalCategory {
        case .control, .format, .connectorPunctuation, .dashPunctuation, .openPunctuation,
            .closePunctuation, .initialPunctuation, .finalPunctuation:
            return true
        // An asterisk is a check symbol of End-user IDs.
        case .otherPunctuation: return scalar != "*" && scalar != "\u{FF0A}"
        // A minus sign that stands for a hyphen.
        default: return scalar == "\u{2212}"
        }
    }

    private static func folded(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        var value = scalar.value
        // Full-width forms of ASCII.
        if (0xFF01...0xFF5E).contains(value) { value -= 0xFEE0 }
        if scalar.properties.generalCategory == .decimalNumber,
            let digit = scalar.properties.numericValue
        {
            value = 0x30 + UInt32(digit)
        }
        if (0x61...0x7A).contains(value) { value -= 0x20 }
        return Unicode.Scalar(value) ?? scalar
    }
}
