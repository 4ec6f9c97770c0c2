/// Reads JSON (RFC 8259) without rounding a number, and refuses what programs read differently:
/// names that come twice, lone surrogates, and nesting that no message has.
struct JSONParser {
    private static let mostLevels = 64

    private let bytes: [UInt8]
    private var offset = 0

    static func parse(_ text: some Collection<UInt8>) throws(JSONFault) -> JSONValue {
        guard String(validating: text, as: UTF8.self) != nil, !text.contains(0) else {
            throw JSONFault(path: "", message: "the JSON is not UTF-8; save it as UTF-8")
        }
        // Editors of Windows put a byte order mark before it.
        let mark = text.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        var parser = JSONParser(bytes: Array(text.dropFirst(mark)))
        let value = try parser.value(level: 0)
        parser.skipSpace()
        guard parser.offset == parser.bytes.count else {
            throw parser.fault("something follows the JSON's end")
        }
        return value
    }

    private mutating func value(level: Int) throws(JSONFault) -> JSONValue {
        guard level < Self.mostLevels else { throw fault("it is nested too deeply") }
        skipSpace()
        guard let first = peek else { throw fault("the JSON ends too early") }
        switch first {
        case UInt8(ascii: "{"): return try object(level: level)
        case UInt8(ascii: "["): return try array(level: level)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .boolean(true))
        case UInt8(ascii: "f"): return try word("false", .boolean(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: throw fault("no JSON value begins like this")
        }
    }

    private mutating func object(level: Int) throws(JSONFault) -> JSONValue {
        offset += 1
        var members: [JSONMember] = []
        var names: Set<String> = []
        if take("}") { return .object([]) }
        repeat {
            skipSpace()
            guard peek == UInt8(ascii: "\"") else { throw fault("a name in quotes is expected") }
            let name = try string()
            guard names.insert(name).inserted else { throw fault("\"\(name)\" comes twice") }
            guard take(":") else { throw fault("a colon is expected") }
            members.append(JSONMember(name: name, value: try value(level: level + 1)))
        } while take(",")
        guard take("}") else { throw fault("a comma or } is expected") }
        return .object(members)
    }

    private mutating func array(level: Int) throws(JSONFault) -> JSONValue {
        offset += 1
        var elements: [JSONValue] = []
        if take("]") { return .array([]) }
        repeat {
            elements.append(try value(level: level + 1))
        } while take(",")
        guard take("]") else { throw fault("a comma or ] is expected") }
        return .array(elements)
    }

    private mutating func word(_ word: String, _ value: JSONValue) throws(JSONFault) -> JSONValue {
        guard bytes[offset...].starts(with: word.utf8) else {
            throw fault("no JSON value begins like this")
        }
        offset += word.utf8.count
        return value
    }

    private mutating func number() throws(JSONFault) -> JSONValue {
        let start = offset
        if peek == UInt8(ascii: "-") { offset += 1 }
        if peek == UInt8(ascii: "0") {
            offset += 1
        } else {
            try digits()
        }
        if peek == UInt8(ascii: ".") {
            offset += 1
            try digits()
        }
        if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
            offset += 1
            if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { offset += 1 }
            try digits()
        }
        return .number(String(decoding: bytes[start..<offset], as: UTF8.self))
    }

    private mutating func digits() throws(JSONFault) {
        let start = offset
        while let digit = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) {
            offset += 1
        }
        guard offset > start else { throw fault("a digit is expected") }
    }

    private mutating func string() throws(JSONFault) -> String {
        offset += 1
        var text: [UInt8] = []
        while let byte = peek {
            offset += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"): try escape(into: &text)
            case 0..<0x20: throw fault("a control character has to be escaped")
            default: text.append(byte)
            }
        }
        throw fault("a text has no closing quote")
    }

    private mutating func escape(into text: inout [UInt8]) throws(JSONFault) {
        guard let letter = peek else { throw fault("the JSON ends too early") }
        offset += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(letter)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): text += String(try unicodeScalar()).utf8
        default: throw fault("there is no such escape")
        }
    }

    /// The character of one `\u`, or of the two that make a surrogate pair.
    private mutating func unicodeScalar() throws(JSONFault) -> Character {
        var code = try hexadecimal()
        if (0xD800..<0xDC00).contains(code), bytes[offset...].starts(with: #"\u"#.utf8) {
            offset += 2
            let low = try hexadecimal()
            guard (0xDC00..<0xE000).contains(low) else { throw fault("a lone surrogate") }
            code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(code) else { throw fault("a lone surrogate") }
        return Character(scalar)
    }

    private mutating func hexadecimal() throws(JSONFault) -> UInt32 {
        let digits = bytes[offset...].prefix(4)
        guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            let code = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw fault("four hexadecimal digits are expected") }
        offset += 4
        return code
    }

    private var peek: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    private mutating func take(_ letter: Unicode.Scalar) -> Bool {
        skipSpace()
        guard peek == UInt8(ascii: letter) else { return false }
        offset += 1
        return true
    }

    private mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
            offset += 1
        }
    }

    private func fault(_ message: String) -> JSONFault {
        let before = bytes.prefix(offset)
        let line = before.count { $0 == 0x0A } + 1
        let column = offset - (before.lastIndex(of: 0x0A) ?? -1)
        return JSONFault(path: "", message: "JSON, line \(line), column \(column): \(message)")
    }
}
