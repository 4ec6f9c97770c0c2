import Testing

/// What every public symbol of some rooms has: a sentence that says what it is.
enum Documentation {
    /// Rooms whose public symbols are for programs outside of the repository.
    static let rooms = ["Shared/CBOR", "Shared/Mesh/Thread", "Shared/Mesh/Wire"]

    private static let declarations = [
        "let", "var", "func", "init", "struct", "class", "enum", "protocol", "typealias",
        "subscript", "actor",
    ]
    private static let modifiers = [
        "static", "mutating", "final", "convenience", "indirect", "nonisolated", "class",
        "override", "required",
    ]

    static func violations(in file: SourceFile) -> [Violation] {
        file.text.code.indices.compactMap { line in
            guard isPublicSymbol(file.text.code[line]) else { return nil }
            var above = line - 1
            while above >= 0, file.text.lines[above].drop(while: \.isWhitespace).first == "@" {
                above -= 1
            }
            let isDocumented =
                above >= 0 && file.text.lines[above].drop(while: \.isWhitespace).hasPrefix("///")
            return isDocumented
                ? nil : file.violation(line, "a public symbol without a documentation comment")
        }
    }

    private static func isPublicSymbol(_ code: String) -> Bool {
        var words = code.split { !$0.isLetter && $0 != "@" }
        while let first = words.first, first.hasPrefix("@") { words.removeFirst() }
        guard words.first == "public" else { return false }
        let word = words.dropFirst().first { !modifiers.contains(String($0)) }
        // `public static` and `public final class` are modifiers and a declaration.
        return word.map { declarations.contains(String($0)) } ?? false
            || words.dropFirst().contains("class")
    }
}

struct DocumentationTests {
    @Test(arguments: Documentation.rooms)
    func `public symbols are documented`(room: String) throws {
        let files = try SourceTree.files.get().filter { $0.path.hasPrefix(room + "/") }
        #expect(!files.isEmpty)
        expectNone(files.flatMap(Documentation.violations))
    }

    @Test func `a symbol without a comment is found, whatever stands before it`() {
        func count(_ source: String) -> Int {
            Documentation.violations(in: SourceFile(path: "Shared/CBOR/A.swift", source: source))
                .count
        }
        for symbol in [
            "public let a = 1", "public static var b: Int { 1 }", "public init?(_ c: Int)",
            "@discardableResult public mutating func d()", "public final class E {}",
            "public indirect enum F {}",
        ] {
            #expect(count("    \(symbol)\n") == 1)
            #expect(count("    /// What it is.\n    \(symbol)\n") == 0)
            #expect(count("    /// What it is.\n    @inline(__always)\n    \(symbol)\n") == 0)
        }
        #expect(count("public import OctopusContract\npublic extension A {}\nlet a = 1\n") == 0)
    }
}
