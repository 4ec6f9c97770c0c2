import Testing

/// The limits that `PROTOCOL.md` tells are the ones in the sources.
struct ProtocolTests {
    @Test func `the numbers of the protocol page are the code's`() throws {
        let rows = try ProtocolLimits.rows()
        #expect(rows.count > 40)
        for row in rows {
            let source = try SourceTree.read(row.file)
            let number = ProtocolLimits.number(of: row.name, in: source)
            #expect(number == row.value, "\(row.name) in \(row.file)")
        }
    }

    @Test(
        arguments: [
            ("most", "    static let most = 200.0", 200),
            ("headerBytes", "X(headerBytes: 16 * 1024, bodyBytes: 7)", 16384),
            ("bodyBytes", "X(headerBytes: 16 * 1024, bodyBytes: 7)", 7),
            ("kept", "// kept: 7\nlet keptOne = 5\nlet kept: Int64 = 2 * 60_000", 120_000),
            ("page", "private static var page: Int { 1000 }", 1000),
            ("a.b", "\"a.b\",\n    .duration(default: .seconds(5 * 60)),", 300_000),
            ("a.b", "\"a.b\",\n    .integer(default: 128, 1...65_536),", 128),
            ("a.b", "\"a.b\",\n    .duration(default: .milliseconds(250)),", 250),
            ("gone", "let other = 5", nil),
        ]
    )
    func `numbers are found in a source`(name: String, source: String, number: Int?) {
        #expect(ProtocolLimits.number(of: name, in: source) == number)
    }
}

/// The table of limits of the protocol page, and where its numbers stand.
enum ProtocolLimits {
    struct Row {
        let name: String
        let value: Int
        let file: String
    }

    static func rows() throws -> [Row] {
        let lines = try SourceTree.read("Shared/Mesh/PROTOCOL.md").split(separator: "\n")
        let table = lines.drop { $0 != "## 13. Limits" }.drop { !$0.hasPrefix("|") }
            .prefix { $0.hasPrefix("|") }.dropFirst(2)
        return try table.map { line in
            let cells = line.split(separator: "|").map { cell in
                cell.split(separator: " ").map(String.init)
            }
            let value = try #require(cells.count == 4 ? Int(cells[1][0]) : nil, "\(line)")
            return Row(name: unquoted(cells[0][0]), value: value, file: unquoted(cells[2][0]))
        }
    }

    /// The number that a constant, or a setting's default, has.
    static func number(of name: String, in source: String) -> Int? {
        let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
        if name.contains(where: { $0 == "." || $0 == "-" }) {
            guard let line = lines.firstIndex(where: { $0.contains("\"\(name)\"") }) else {
                return nil
            }
            return lines[(line + 1)...].prefix(3).lazy
                .compactMap { number(after: "default", in: $0) }.first
        }
        return lines.lazy
            .filter { !$0.drop { $0 == " " }.hasPrefix("//") }
            .compactMap { number(after: name, in: $0) }.first
    }

    /// What stands behind a name in a line: `= 16 * 1024`, `: Int64 = 5`, `{ 1000 }`, `: .seconds(10)`.
    private static func number(after name: String, in line: Substring) -> Int? {
        var rest = line
        while let range = rest.firstRange(of: name) {
            let before = line[..<range.lowerBound].last
            let after = rest[range.upperBound...]
            rest = after
            guard !isLetter(before), !isLetter(after.first) else { continue }
            let text = String(after).replacing("Int64", with: "").replacing("Int32", with: "")
            let head = text.prefix { !$0.isNumber && $0 != "," && $0 != ")" }
            guard head.contains(where: { "=:{".contains($0) }) else { continue }
            let factors = text.dropFirst(head.count).prefix { $0.isNumber || " _*".contains($0) }
                .split(separator: "*").map { Int($0.filter(\.isNumber)) }
            guard !factors.isEmpty, !factors.contains(nil) else { continue }
            let product = factors.compactMap(\.self).reduce(1, *)
            return head.contains(".seconds(") ? product * 1000 : product
        }
        return nil
    }

    private static func isLetter(_ character: Character?) -> Bool {
        character.map { $0.isLetter || $0.isNumber || $0 == "_" } ?? false
    }

    private static func unquoted(_ text: String) -> String { text.filter { $0 != "`" } }
}
