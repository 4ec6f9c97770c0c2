/// Text in lines of ASCII that people can still read (RFC 2045, section 6.7).
enum QuotedPrintable {
    private static let columns = 76
    private static let digits = Array("0123456789ABCDEF".utf8)

    /// Line ends become those of mail.
    static func encoded(_ text: String) -> [UInt8] {
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        return Array(lines.map(encodedLine).joined(separator: [13, 10]))
    }

    private static func encodedLine(_ line: Substring) -> [UInt8] {
        let bytes = Array(line.utf8)
        var output: [UInt8] = []
        var column = 0
        for (index, byte) in bytes.enumerated() {
            let isLast = index == bytes.count - 1
            let token = token(byte, isLast: isLast, isFirst: column == 0)
            if column + token.count > columns - (isLast ? 0 : 1) {
                output += [UInt8(ascii: "="), 13, 10]
                column = 0
            }
            output += token
            column += token.count
        }
        return output
    }

    /// A byte as it stands in a line; a dot or an `F` that begins one would mean something to SMTP or
    /// to old mailboxes.
    private static func token(_ byte: UInt8, isLast: Bool, isFirst: Bool) -> [UInt8] {
        let isBlank = byte == 0x20 || byte == 0x09
        let isPlain =
            (0x21...0x7E).contains(byte) && byte != UInt8(ascii: "=")
            && !(isFirst && (byte == UInt8(ascii: ".") || byte == UInt8(ascii: "F")))
        if isPlain || isBlank && !isLast { return [byte] }
        return [UInt8(ascii: "="), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }

    /// Reads what was encoded; what can't be read stays as it is.
    static func decoded(_ lines: some Sequence<Substring>) -> String {
        var output: [UInt8] = []
        for line in lines {
            let bytes = Array(line.utf8)
            var index = 0
            var isSoft = false
            while index < bytes.count {
                if bytes[index] == UInt8(ascii: "="), index == bytes.count - 1 {
                    isSoft = true
                } else if bytes[index] == UInt8(ascii: "="), index + 2 < bytes.count,
                    let byte = UInt8(
                        String(decoding: bytes[index + 1...index + 2], as: UTF8.self),
                        radix: 16
                    )
                {
                    output.append(byte)
                    index += 2
                } else {
                    output.append(bytes[index])
                }
                index += 1
            }
            if !isSoft { output.append(10) }
        }
        return String(decoding: output, as: UTF8.self)
    }
}
