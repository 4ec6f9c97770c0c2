/// Words of a header as RFC 2047 encodes what is not plain ASCII.
enum EncodedWords {
    /// What a word encodes: with its marks, and with the name of a header before it, a line has 76
    /// characters at most.
    private static let bytesAtMost = 39

    /// The text of a header without structure, as a subject.
    static func text(_ text: String) -> String {
        isPlain(text) && text.utf8.count <= 60 ? text : encoded(text)
    }

    /// A name before an address: quoted or encoded.
    static func phrase(_ name: String) -> String {
        guard isPlain(name), name.utf8.count <= 60 else { return encoded(name) }
        let escaped = name.flatMap { $0 == "\"" || $0 == "\\" ? ["\\", $0] : [$0] }
        return "\"\(String(escaped))\""
    }

    /// Only what can be seen and the blank: a line end can't come through.
    private static func isPlain(_ text: String) -> Bool {
        text.utf8.allSatisfy { (0x20...0x7E).contains($0) } && !text.contains("=?")
            && text.first != " " && text.last != " "
    }

    /// Each word ends between two scalars, so that it is a text of its own.
    private static func encoded(_ text: String) -> String {
        var words: [String] = []
        var bytes: [UInt8] = []
        func endWord() {
            guard !bytes.isEmpty else { return }
            words.append("=?utf-8?B?\(Base64.text(bytes))?=")
            bytes = []
        }
        for scalar in text.unicodeScalars {
            let next = Array(String(scalar).utf8)
            if bytes.count + next.count > bytesAtMost { endWord() }
            bytes += next
        }
        endWord()
        return words.joined(separator: "\r\n ")
    }

    /// Reads a header's text; what can't be read stays as it is.
    static func decoded(_ text: String) -> String {
        var result = ""
        var rest = Substring(text)
        var wasWord = false
        while let start = rest.firstRange(of: "=?") {
            let before = rest[..<start.lowerBound]
            guard let word = word(rest[start.upperBound...]) else { break }
            // Blanks between two encoded words are only where the line was folded.
            if !(wasWord && before.allSatisfy(\.isWhitespace)) { result += before }
            result += word.text
            rest = word.rest
            wasWord = true
        }
        return result + rest
    }

    private static func word(_ text: Substring) -> (text: String, rest: Substring)? {
        let parts = text.split(separator: "?", maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0].lowercased() == "utf-8", parts[1].uppercased() == "B",
            parts[3].first == "=", let bytes = Base64.bytes(parts[2])
        else { return nil }
        return (String(decoding: bytes, as: UTF8.self), parts[3].dropFirst())
    }
}
