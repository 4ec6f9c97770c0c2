/// The one form in which names are compared and searched.
///
/// Case, accents, width and ligatures make no difference: `Café`, `CAFE` and a decomposed `café` have
/// the same key, as have `straße` and `STRASSE`. A table keeps it in a column of its own, `name_key`
/// beside `name`; a unique index on it decides which names are taken.
package enum Folding {
    /// The key of a text: folded, without accents, without control characters, one blank between words.
    package static func key(_ text: String) -> String {
        let decomposed = UnicodeForm.decomposed.of(UnicodeForm.folded.of(text))
        var key = String.UnicodeScalarView()
        var isAfterBlank = true
        for scalar in decomposed.unicodeScalars where !isAccent(scalar) {
            if scalar.properties.isWhitespace || scalar.properties.generalCategory == .control {
                if !isAfterBlank { key.append(" ") }
                isAfterBlank = true
            } else {
                key.append(contentsOf: (letters[scalar] ?? String(scalar)).unicodeScalars)
                isAfterBlank = false
            }
        }
        if key.last == " " { key.removeLast() }
        return UnicodeForm.composed.of(String(key))
    }

    /// Accents of Latin, Greek and Cyrillic; the vowels of Hindi, Arabic or Thai are no accents.
    private static func isAccent(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0300...0x036F, 0x1AB0...0x1AFF, 0x1DC0...0x1DFF, 0x20D0...0x20FF, 0xFE20...0xFE2F:
            true
        default: false
        }
    }

    /// Letters with a stroke, which Unicode does not take apart.
    private static let letters: [Unicode.Scalar: String] = [
        "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ł": "l", "ø": "o", "ŧ": "t", "æ": "ae", "œ": "oe",
        "þ": "th",
    ]
}
