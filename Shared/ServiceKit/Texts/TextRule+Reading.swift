package import OctopusContract

extension TextRule {
    /// Reads what somebody wrote.
    ///
    /// - Parameter typed: As it came: from a browser, from Windows, from a telephone.
    /// - Returns: The text in its one form, and the rules that it breaks; none if it is right.
    package func read(_ typed: String) -> (text: String, broken: [FieldWord]) {
        // What is far too long is not worth being read: it is refused by its bytes alone.
        guard typed.utf8.count <= 2 * maximumBytes + 1024 else { return (typed, [.length]) }
        let tidied = Self.tidied(typed)
        let text = UnicodeForm.composed.of(tidied)
        guard text.unicodeScalars.contains(where: \.showsSomething) else {
            return (text, [.notBlank])
        }
        var broken: [FieldWord] = []
        let isLong = maximumCharacters.map { text.count > $0 } ?? false
        if max(text.utf8.count, tidied.utf8.count) > maximumBytes || isLong
            || text.count < minimumCharacters
        {
            broken.append(.length)
        }
        if !TextScan.isClean(text, hasLines: hasLines) { broken.append(.characters) }
        return (text, broken)
    }

    /// Says of a broken rule what would be right.
    package func message(_ rule: FieldWord) -> String {
        switch rule {
        case .length:
            "It must have \(minimumCharacters) to \(maximumCharacters ?? maximumBytes) characters, and at most "
                + "\(maximumBytes) bytes in UTF-8."
        case .characters where hasLines:
            "It must have no control, invisible or direction characters but line ends and tabs."
        default: rule.meaning
        }
    }

    private var hasLines: Bool { kind == .lines }

    /// One kind of line end, and no blanks at both ends.
    private static func tidied(_ typed: String) -> String {
        var scalars = String.UnicodeScalarView()
        var isAfterReturn = false
        for scalar in typed.unicodeScalars {
            defer { isAfterReturn = scalar == "\r" }
            if scalar == "\n", isAfterReturn { continue }
            scalars.append(scalar.isLineEnd ? "\n" : scalar)
        }
        let rest = scalars.drop(while: \.isBlank)
        guard let last = rest.lastIndex(where: { !$0.isBlank }) else { return "" }
        return String(rest[...last])
    }
}

/// Looks at a text scalar by scalar: what stands where may depend on what stands before.
struct TextScan {
    /// Marks on one letter: Hebrew and Tibetan need some, a tower of them overflows its line.
    static let maximumMarksInARow = 10

    private let hasLines: Bool
    private var before: Unicode.Scalar?
    private var marks = 0

    static func isClean(_ text: String, hasLines: Bool) -> Bool {
        var scan = TextScan(hasLines: hasLines)
        var rest = text.unicodeScalars[...]
        while let scalar = rest.first {
            if let flag = rest.flagOfTags {
                rest = rest.dropFirst(flag)
                scan.before = scalar
                continue
            }
            guard scan.takes(scalar) else { return false }
            rest = rest.dropFirst()
        }
        return true
    }

    private init(hasLines: Bool) {
        self.hasLines = hasLines
    }

    private mutating func takes(_ scalar: Unicode.Scalar) -> Bool {
        defer { before = scalar }
        if scalar.isASCII {
            marks = 0
            return scalar.value >= 0x20 && scalar.value != 0x7F
                || hasLines && (scalar == "\n" || scalar == "\t")
        }
        let properties = scalar.properties
        if properties.generalCategory.isMark {
            marks += 1
            // A mark needs a letter to stand on.
            guard marks <= Self.maximumMarksInARow, let before, !before.isBlank else {
                return false
            }
        } else {
            marks = 0
        }
        if properties.isVariationSelector { return takesSelector(scalar) }
        if scalar.isJoiner { return before?.mayBeJoined == true }
        guard !properties.isDefaultIgnorableCodePoint else { return false }
        return switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate: false
        // Telephones know new pictures before this machine does.
        case .unassigned: (0x1F000...0x1FAFF).contains(scalar.value)
        default: true
        }
    }

    /// A variation selector chooses a form of what stands before it, and is nothing by itself.
    private func takesSelector(_ scalar: Unicode.Scalar) -> Bool {
        guard let before else { return false }
        return switch scalar.value {
        case 0xFE00...0xFE0F:
            before.properties.isEmoji || before.properties.isIdeographic
                || before.properties.generalCategory.isSymbol
        case 0x180B...0x180F: (0x1800...0x18AF).contains(before.value)
        default: before.properties.isIdeographic
        }
    }
}

extension Unicode.Scalar {
    var isLineEnd: Bool { (0x0A...0x0D).contains(value) || [0x85, 0x2028, 0x2029].contains(value) }

    /// White space, and a Braille pattern without dots, which looks like it.
    var isBlank: Bool { properties.isWhitespace || value == 0x2800 }

    /// Whether somebody can see it.
    var showsSomething: Bool {
        if isASCII { return value > 0x20 && value != 0x7F }
        guard !isBlank, !properties.isDefaultIgnorableCodePoint else { return false }
        return switch properties.generalCategory {
        case .control, .format, .unassigned, .privateUse, .nonspacingMark, .enclosingMark: false
        default: true
        }
    }

    fileprivate var isJoiner: Bool { value == 0x200C || value == 0x200D }

    /// Whether a joiner after it changes how it looks: in emoji, and in scripts whose letters join.
    fileprivate var mayBeJoined: Bool {
        if properties.isEmoji, value > 0xFF { return true }
        if value == 0xFE0F { return true }
        guard value >= 0x0600, value < 0x1E00 || (0xA840...0xABFF).contains(value) else {
            return (0x10A00...0x11FFF).contains(value) && properties.isLetterOrMark
        }
        return properties.isLetterOrMark
    }
}

extension Unicode.Scalar.Properties {
    fileprivate var isLetterOrMark: Bool {
        generalCategory.isMark || generalCategory == .otherLetter
    }
}

extension Unicode.GeneralCategory {
    var isMark: Bool {
        self == .nonspacingMark || self == .spacingMark || self == .enclosingMark
    }

    fileprivate var isSymbol: Bool {
        switch self {
        case .mathSymbol, .otherSymbol, .currencySymbol, .modifierSymbol, .otherPunctuation: true
        default: false
        }
    }
}

extension Substring.UnicodeScalarView {
    /// How many scalars the flag has that begins here: of England, Scotland or Wales, which are
    /// written with tags that nothing shows elsewhere.
    fileprivate var flagOfTags: Int? {
        guard first?.value == 0x1F3F4 else { return nil }
        for region in ["gbeng", "gbsct", "gbwls"] {
            let tags = region.unicodeScalars.map { $0.value + 0xE0000 } + [0xE007F]
            if dropFirst().prefix(tags.count).map(\.value) == tags { return tags.count + 1 }
        }
        return nil
    }
}
