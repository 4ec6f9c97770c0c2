import FoundationEssentials
import Testing

/// Words that comments, test names, documents and what programs print do without.
///
/// A program and a socket is "it", a person is "they", and a riddle is said plainly.
enum Words {
    private static let banned: Set<String> = ["he", "his", "him", "himself", "whoever", "whomever"]
    private static let endings = [".swift", ".md", ".py", ".c", ".h", ".sh", ".sql", ".cddl"]

    static func documents() throws -> [Document] {
        let files = try Documents.files()
        return
            try files
            .filter { path in
                // A migration never changes, and a schema is the sum of them.
                (endings.contains(where: path.hasSuffix) || isScript(path, among: files))
                    && !path.contains("/Migrations/") && !path.hasSuffix("/schema.sql")
                    // It holds the words to ban them.
                    && !path.hasSuffix("LayoutTests/WordTests.swift")
            }
            .map { path in
                let lines = try SourceTree.read(path).split(
                    separator: "\n",
                    omittingEmptySubsequences: false
                )
                return Document(path: path, lines: lines.map(String.init))
            }
    }

    private static func isScript(_ path: String, among files: [String]) -> Bool {
        path.hasPrefix("deploy/") && !path.contains(".")
            && !files.contains { $0.hasPrefix("\(path)/") }
    }

    static func violations(in document: Document) -> [Violation] {
        document.lines.enumerated().compactMap { index, line in
            let words = line.split { !$0.isLetter }.lazy.map { $0.lowercased() }
            return words.first(where: banned.contains).map {
                document.violation(index, "\"\($0)\": a program is \"it\", a person is \"they\"")
            }
        }
    }
}

struct WordTests {
    @Test func `nothing speaks of programs and people as of one man`() throws {
        let documents = try Words.documents()
        #expect(documents.count > 500)
        expectNone(documents.flatMap(Words.violations))
    }

    @Test(arguments: [
        ("/// Whoever comes makes his own.", true), ("-- he reads it", true),
        ("@Test func `a user and him`()", true), ("the chelsea of this, then", false),
        ("let thistle = cache.history", false), ("# Himself", true), ("", false),
    ])
    func `the words are found as words`(line: String, isBanned: Bool) {
        let document = Document(path: "a.md", lines: ["", line])
        #expect(Words.violations(in: document).map(\.line) == (isBanned ? [2] : []))
    }
}
