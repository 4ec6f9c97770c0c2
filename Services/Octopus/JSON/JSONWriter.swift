extension JSONValue {
    /// The value on indented lines, for a person.
    var pretty: String {
        var text = ""
        write(into: &text, indent: 0)
        return text
    }

    /// The value on one line, for a program that reads lines.
    var compact: String {
        var text = ""
        write(into: &text, indent: nil)
        return text
    }

    private func write(into text: inout String, indent: Int?) {
        switch self {
        case .object([]): text += "{}"
        case .array([]): text += "[]"
        case .object(let members):
            text += "{"
            writeItems(members, into: &text, indent: indent) { member, text, deeper in
                JSONValue.string(member.name).write(into: &text, indent: nil)
                text += indent == nil ? ":" : ": "
                member.value.write(into: &text, indent: deeper)
            }
            text += "}"
        case .array(let elements):
            text += "["
            writeItems(elements, into: &text, indent: indent) { element, text, deeper in
                element.write(into: &text, indent: deeper)
            }
            text += "]"
        case .string(let string): Self.write(string, into: &text)
        case .number(let digits): text += digits
        case .boolean(let value): text += value ? "true" : "false"
        case .null: text += "null"
        }
    }

    private func writeItems<Item>(
        _ items: [Item],
        into text: inout String,
        indent: Int?,
        _ write: (Item, inout String, Int?) -> Void
    ) {
        let deeper = indent.map { $0 + 1 }
        for (index, item) in items.enumerated() {
            if index > 0 { text += "," }
            if let deeper { text += "\n" + String(repeating: "  ", count: deeper) }
            write(item, &text, deeper)
        }
        if let indent { text += "\n" + String(repeating: "  ", count: indent) }
    }

    private static func write(_ string: String, into text: inout String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            // Also what a terminal would obey: the controls beyond ASCII, and turns of direction.
            case _
            where scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value)
                || (0x202A...0x202E).contains(scalar.value)
                || (0x2066...0x2069).contains(scalar.value):
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
