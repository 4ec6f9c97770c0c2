import FoundationEssentials
import Testing

/// Words that comments, test names, documents and what programs print do without.
///
/// A program and a socket is "it", a person is "they", and a riddle is said plainly.
enum Words {
    private static let banned: Set<String> = ["he", "his", "him", "himself", "whoever", "whomever"]
    private static let endings = [
        ".swift", ".md", ".py", ".c", ".h", ".sh", ".sql", ".cddl", "deploy/launch", "deploy/test",
        "deploy/check", "deploy/bench", "deploy/chaos", "deploy/fuzz", "deploy/threads",
        "deploy/release",
    ]
    /// Those that have yet to be mended: the list only shrinks.
    private static let unmended: Set<String> = [
        "Services/Identity/EndUsers/EndUserRecord.swift",
        "Services/Identity/IdentityEnvironment.swift",
        "Services/Identity/Migrations/V004-sessions.sql",
        "Services/Identity/Sessions/RefreshToken.swift",
        "Services/Identity/Sessions/Sessions.swift",
        "Services/Identity/Users/UserRecord.swift",
        "Services/Identity/schema.sql",
        "Services/Loyalty/Points/GivePoints.swift",
        "Shared/ServiceKit/README.md",
        "Shared/Store/Following/EventSource.swift",
        "Shared/Store/README.md",
        "Shared/Store/Store.swift",
        "Shared/Store/Writing/Work.swift",
        "Shared/Store/Writing/WriterQueue.swift",
    ]

    static func documents() throws -> [Document] {
        try Documents.files()
            .filter { path in
                endings.contains(where: path.hasSuffix) && !unmended.contains(path)
                    // It holds them to ban them.
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
