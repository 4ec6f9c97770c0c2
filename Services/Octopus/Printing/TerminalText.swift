/// Texts of other people, as a terminal shows them.
enum TerminalText {
    /// A text without what a terminal would obey: that is written as `\u202e`.
    ///
    /// - Parameters:
    ///   - text: Whatever somebody wrote.
    ///   - keepsLines: Whether line ends and tabs stay; a CR before a line end goes.
    /// - Returns: The text as it can be printed.
    static func safe(_ text: String, keepsLines: Bool = false) -> String {
        guard text.unicodeScalars.contains(where: isObeyed) else { return text }
        var safe = ""
        for scalar in text.unicodeScalars where !keepsLines || scalar != "\r" {
            if !isObeyed(scalar) || keepsLines && (scalar == "\n" || scalar == "\t") {
                safe.unicodeScalars.append(scalar)
            } else {
                let digits = String(scalar.value, radix: 16)
                safe += "\\u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
            }
        }
        return safe
    }

    /// How many cells of a terminal a text takes.
    static func width(of text: String) -> Int {
        text.reduce(0) { $0 + width(of: $1) }
    }

    /// The text with as many spaces behind it as a column needs.
    static func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - Self.width(of: text)))
    }

    /// Controls, turns of direction and line ends; not the joiners that emoji and Persian need.
    private static func isObeyed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        case .format: scalar != "\u{200C}" && scalar != "\u{200D}"
        default: false
        }
    }

    private static func width(of character: Character) -> Int {
        if let ascii = character.asciiValue { return ascii < 0x20 ? 0 : 1 }
        let scalars = character.unicodeScalars
        // An emoji that is put together is shown as one.
        let isPicture = scalars.dropFirst().contains {
            $0 == "\u{FE0F}" || $0 == "\u{200D}" || $0.properties.isEmojiModifier
        }
        if isPicture, scalars.first?.properties.isEmoji == true { return 2 }
        return scalars.reduce(0) { $0 + cells(of: $1) }
    }

    private static func cells(of scalar: Unicode.Scalar) -> Int {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control: return 0
        default: break
        }
        // The vowels and finals of a Korean syllable stand in the cells of its first letter.
        if (0x1160...0x11FF).contains(scalar.value) { return 0 }
        let isWide =
            scalar.properties.isEmojiPresentation && !isRegional(scalar)
            || wide.contains { $0.contains(scalar.value) }
        return isWide ? 2 : 1
    }

    /// Two of them make a flag.
    private static func isRegional(_ scalar: Unicode.Scalar) -> Bool {
        (0x1F1E6...0x1F1FF).contains(scalar.value)
    }

    /// Unicode's wide and full-width letters (UAX 11) that are no emoji.
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x3247, 0x3250...0x4DBF,
        0x4E00...0xA4CF, 0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19,
        0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x17000...0x1B2FB, 0x1F200...0x1F265,
        0x20000...0x3FFFD,
    ]
}
