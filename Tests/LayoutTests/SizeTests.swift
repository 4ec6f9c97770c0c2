import Testing

/// How long a file and a function may be; where one is longer, it is split by meaning.
enum Sizes {
    static let functionLines = 60

    static func fileLines(_ file: SourceFile) -> Int {
        file.path.hasPrefix("Services/") ? 300 : 400
    }

    static func violations(in file: SourceFile) -> [Violation] {
        let lines = file.text.lines.count - (file.text.lines.last == "" ? 1 : 0)
        let limit = fileLines(file)
        let tooLong =
            lines > limit
            ? [file.violation(0, "\(lines) lines, where a file of this room has at most \(limit)")]
            : []
        return tooLong
            + functions(in: file.text.code).filter { $0.lines > functionLines }.map {
                file.violation(
                    $0.start,
                    "a function of \($0.lines) lines; at most \(functionLines)"
                )
            }
    }

    /// Functions, found by the indentation that `swift format` gives: a body ends with the brace that
    /// stands below the declaration's first letter.
    static func functions(in code: [String]) -> [(start: Int, lines: Int)] {
        code.indices.compactMap { start in
            guard isDeclaration(code[start]) else { return nil }
            let indentation = indentation(code[start])
            var isOpen = false
            for line in start..<code.count {
                let text = code[line]
                let isBelow = line > start && !text.allSatisfy(\.isWhitespace)
                if isBelow, Self.indentation(text) <= indentation {
                    let first = text.drop(while: \.isWhitespace).first
                    if isOpen || first != ")" && first != "{" && first != "-" {
                        return first == "}" && isOpen ? (start, line - start + 1) : nil
                    }
                }
                if text.last(where: { !$0.isWhitespace }) == "{" { isOpen = true }
            }
            return nil
        }
    }

    private static func isDeclaration(_ code: String) -> Bool {
        guard code.contains("func ") || code.contains("init") || code.contains("subscript") else {
            return false
        }
        for word in code.split(whereSeparator: \.isWhitespace) {
            if word == "func" || word == "deinit" || starts(word, "init")
                || starts(word, "subscript")
            {
                return true
            }
            guard word.first == "@" || modifiers.contains(String(word)) else { return false }
        }
        return false
    }

    private static func starts(_ word: Substring, _ keyword: String) -> Bool {
        guard word.hasPrefix(keyword), let next = word.dropFirst(keyword.count).first else {
            return false
        }
        return "(?<".contains(next)
    }

    private static let modifiers: Set = [
        "public", "package", "internal", "fileprivate", "private", "static", "class", "final",
        "override", "mutating", "nonmutating", "consuming", "borrowing", "convenience", "required",
        "nonisolated", "prefix", "postfix", "infix", "indirect",
    ]

    private static func indentation(_ code: String) -> Int {
        code.utf8.prefix { $0 == UInt8(ascii: " ") }.count
    }
}

struct SizeTests {
    @Test func `files and functions keep their size`() throws {
        expectNone(try SourceTree.files.get().flatMap(Sizes.violations))
    }

    @Test func `a file that is too long is found`() {
        let source = String(repeating: "let x = 1\n", count: 301)
        let service = SourceFile(path: "Services/Loyalty/A.swift", source: source)
        let library = SourceFile(path: "Shared/Mesh/A.swift", source: source)
        #expect(Sizes.violations(in: service).count == 1)
        #expect(Sizes.violations(in: library).isEmpty)
    }

    @Test func `a function that is too long is found, whatever its signature looks like`() {
        func source(_ head: String, _ count: Int) -> [String] {
            ["struct A {"] + head.split(separator: "\n").map { "    \($0)" }
                + Array(repeating: "        x { }", count: count) + ["    }", "}"]
        }
        let heads = [
            "func a() {", "@inline(__always) private static func a<T>(_ b: T) throws -> T {",
            "init?(x: Int) {", "func a(\n    b: Int,\n    c: Int\n) throws(E)\n    -> Int\n{",
        ]
        for head in heads {
            let lines = head.split(separator: "\n").count + 1
            #expect(Sizes.functions(in: source(head, 70)).map(\.lines) == [70 + lines])
        }
        let short = ["protocol P {", "    func a()", "    func b() { x }", "    init(x: Int)", "}"]
        #expect(Sizes.functions(in: short).allSatisfy { $0.lines < 5 })
    }
}
