import OctopusServiceKit

/// The words of a text as they are looked for: folded, so that case, accents and width make no difference.
///
/// Where a script puts no blanks between words (Chinese, Japanese, Korean, Thai, Lao, Khmer, Burmese), every
/// sign is a word and so is each pair of them. An emoji is a word, whatever the colour of its skin.
struct HistoryWords: Hashable {
    /// A word of more is looked for by its beginning.
    private static let mostScalars = 48
    /// Each is looked up; people type fewer.
    static let mostSearched = 16

    /// Each once, as they came.
    private(set) var words: [String] = []

    /// The words of what was written.
    init(of text: String) { self.init(text, isSearch: false) }

    /// The words that are to be found; of signs in a row the pairs alone, which stand in a row, too.
    init(searching text: String) { self.init(text, isSearch: true) }

    private init(_ text: String, isSearch: Bool) {
        var (word, row): (String.UnicodeScalarView, [String]) = (.init(), [])
        var known: Set<String> = []
        func add(_ word: String) {
            if known.insert(word).inserted { words.append(word) }
        }
        func end() {
            if !word.isEmpty {
                add(String(String.UnicodeScalarView(word.prefix(Self.mostScalars))))
            }
            if !isSearch || row.count == 1 { row.forEach(add) }
            zip(row, row.dropFirst()).forEach { add($0 + $1) }
            (word, row) = (.init(), [])
        }
        for character in Folding.key(text) {
            switch Sort(of: character) {
            case .letter:
                if !row.isEmpty { end() }
                word.append(contentsOf: character.unicodeScalars)
            case .sign:
                if !word.isEmpty { end() }
                row.append(String(String.UnicodeScalarView(character.unicodeScalars.prefix(8))))
            case .picture:
                end()
                add(Self.picture(character))
            case .between: end()
            }
        }
        end()
    }

    private enum Sort {
        case letter, sign, picture, between

        init(of character: Character) {
            guard let scalar = character.unicodeScalars.first else {
                self = .between
                return
            }
            switch scalar.properties.generalCategory {
            case _ where scalar.isOfScriptWithoutBlanks: self = .sign
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter,
                .otherLetter,
                .decimalNumber, .letterNumber, .otherNumber, .nonspacingMark, .spacingMark,
                .enclosingMark:
                self = .letter
            case .otherSymbol, .mathSymbol, .currencySymbol, .modifierSymbol:
                self = scalar.isASCII ? .between : .picture
            default: self = .between
            }
        }
    }

    /// Without the colour of its skin.
    private static func picture(_ character: Character) -> String {
        let plain = character.unicodeScalars.filter {
            $0.properties.generalCategory != .modifierSymbol
        }
        return plain.isEmpty
            ? String(character) : String(String.UnicodeScalarView(plain.prefix(mostScalars)))
    }
}

extension Unicode.Scalar {
    fileprivate var isOfScriptWithoutBlanks: Bool {
        switch value {
        case 0x0E01...0x0E4E, 0x0E81...0x0ECD, 0x1000...0x109F, 0x1780...0x17D3,  // Thai to Khmer
            0x3005...0x3007, 0x3041...0x30FF, 0x3105...0x312F, 0x31A0...0x31FF,  // kana, bopomofo
            0x1100...0x11FF, 0xAC00...0xD7FF,  // Hangul
            0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x3FFFF:  // Han
            true
        default: false
        }
    }
}
