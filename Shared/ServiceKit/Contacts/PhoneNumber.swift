/// A telephone number as ITU-T E.164 writes it: `+385912345678`.
package struct PhoneNumber: Hashable, Sendable {
    package let text: String

    /// Reads `+385 91 234-5678`, `00385 (91) 2345678`, digits of other scripts and the like.
    ///
    /// Nil for a number without its country, which would be somebody else's in the next country;
    /// with an extension, which can't be sent to; or with `(0)`, which some countries dial and
    /// others leave out.
    package init?(_ typed: String) {
        guard typed.utf8.count <= 256 else { return nil }
        var number = ""
        for scalar in typed.unicodeScalars where !Self.isPunctuation(scalar) {
            if scalar == "+" || scalar == "\u{FF0B}", number.isEmpty {
                number = "+"
            } else if scalar.properties.generalCategory == .decimalNumber,
                let digit = scalar.properties.numericValue
            {
                number += String(Int(digit))
            } else {
                return nil
            }
        }
        guard !Self.hasTrunkZero(typed) else { return nil }
        let digits: Substring
        if number.hasPrefix("+") {
            digits = number.dropFirst()
        } else if number.hasPrefix("00") {
            digits = number.dropFirst(2)
        } else {
            return nil
        }
        guard (8...15).contains(digits.utf8.count), digits.first != "0" else { return nil }
        text = "+" + digits
    }

    /// What people write between digits, and the invisible marks that address books copy along.
    private static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isBlank || scalar.properties.isDefaultIgnorableCodePoint { return true }
        return switch scalar.properties.generalCategory {
        case .dashPunctuation, .format: true
        default: "./()\u{FF0E}\u{FF0F}\u{FF08}\u{FF09}\u{2212}".unicodeScalars.contains(scalar)
        }
    }

    private static func hasTrunkZero(_ typed: String) -> Bool {
        let plain = UnicodeForm.compatible.of(typed).filter { !$0.isWhitespace }
        return plain.contains("(0)")
    }
}
