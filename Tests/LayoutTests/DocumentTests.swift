import FoundationEssentials
import Testing

/// What every document of the tree keeps to.
struct DocumentTests {
    @Test func `lines of prose end before column 120`() throws {
        let documents = try Documents.all()
        #expect(documents.count > 10)
        expectNone(
            documents.filter { !Documents.unwrapped.contains($0.path) }
                .flatMap(Documents.longLines)
        )
    }

    @Test func `a file named in a document exists`() throws {
        let files = try Documents.files()
        expectNone(try Documents.all().flatMap { Documents.missing(in: $0, among: files) })
    }

    @Test func `no document or comment names a page that is not in the repository`() throws {
        let pages = ["design.md", "features.md", "style.md", "cases.md", "shared/"]
        let documents =
            try Documents.all()
            + SourceTree.files.get().map {
                Document(path: $0.path, lines: $0.text.lines)
            }
        // The test itself names them.
        let others = documents.filter { !$0.path.hasSuffix("DocumentTests.swift") }
        expectNone(
            others.flatMap { document in
                document.lines.enumerated().compactMap { index, line in
                    let page = pages.first { Documents.names($0, in: line) }
                    return page.map { document.violation(index, "\($0) is not in the repository") }
                }
            }
        )
    }

    // MARK: The rules themselves

    @Test func `tables, code and addresses may be longer`() {
        let long = String(repeating: "word ", count: 30)
        let lines = [
            long, "| \(long) |", "```", long, "```", "see https://example.org/\(long)", "a",
        ]
        let document = Document(path: "a.md", lines: lines)
        #expect(Documents.longLines(document).map(\.line) == [1])
    }

    @Test(
        arguments: [
            ("see `Shared/Mesh/README.md`", true), ("see `Shared/Mesh/`", true),
            ("see `README.md`", true), ("run `deploy/test hostile`", true),
            ("see `Shared/Mesh/Gone.swift`", false), ("see `Gone.swift`", false),
            ("a migration `V…-name.sql`", true), ("not in marks: Gone.swift", true),
            ("the type `Frame.version`", true), ("see `deploy/gone`", false),
        ]
    )
    func `names of files are found and looked for`(line: String, exists: Bool) throws {
        let document = Document(path: "Tests/README.md", lines: [line])
        let missing = Documents.missing(in: document, among: try Documents.files())
        #expect(missing.isEmpty == exists)
    }
}

/// A text for people, by lines.
struct Document {
    let path: String
    let lines: [String]

    func violation(_ index: Int, _ rule: String) -> Violation {
        Violation(path: path, line: index + 1, rule: rule)
    }

    /// The lines that are not code, with their places.
    var prose: [(index: Int, line: String)] {
        var isCode = false
        var prose: [(Int, String)] = []
        for (index, line) in lines.enumerated() {
            if line.drop(while: { $0 == " " }).hasPrefix("```") {
                isCode.toggle()
            } else if !isCode {
                prose.append((index, line))
            }
        }
        return prose
    }
}

enum Documents {
    /// Those that have yet to be wrapped: the list only shrinks.
    static let unwrapped: Set = [
        "Services/Identity/README.md", "Services/Loyalty/README.md",
        "Services/Octopus/README.md", "Shared/ServiceKit/README.md", "Shared/Store/README.md",
    ]
    private static let tops = ["Shared", "Services", "Tests", "deploy"]
    private static let endings = [
        ".swift", ".py", ".md", ".c", ".sh", ".cddl", ".sql", ".txt", ".csv",
    ]

    static func all() throws -> [Document] {
        try files().filter { $0.hasSuffix(".md") }.map { path in
            let text = try SourceTree.read(path)
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            return Document(path: path, lines: lines.map(String.init))
        }
    }

    /// Every file of the tree, from its root.
    static func files() throws -> [String] {
        try SourceTree.names(in: "").filter { !tops.contains($0) }
            + tops.flatMap { top in
                try FileManager.default.subpathsOfDirectory(atPath: "\(SourceTree.root)/\(top)")
                    .filter { !$0.contains(".build/") && !$0.hasPrefix(".build") }
                    .map { "\(top)/\($0)" }.sorted()
            }
    }

    static func longLines(_ document: Document) -> [Violation] {
        document.prose.filter { _, line in
            line.count >= 120 && !line.hasPrefix("|") && line.firstRange(of: "://") == nil
        }
        .map { document.violation($0.index, "a line of prose of \($0.line.count) columns") }
    }

    /// The files that a document names in backticks and that are not there.
    static func missing(in document: Document, among files: [String]) -> [Violation] {
        let folder = document.path.split(separator: "/").dropLast().joined(separator: "/")
        return document.prose.flatMap { index, line in
            names(in: line).filter { !isThere($0, from: folder, among: files) }.map {
                document.violation(index, "there is no \($0)")
            }
        }
    }

    private static func isThere(_ name: String, from folder: String, among files: [String]) -> Bool
    {
        let name = name.hasSuffix("/") ? String(name.dropLast()) : name
        return files.contains(name) || files.contains("\(folder)/\(name)")
            || files.contains { $0.hasSuffix("/\(name)") }
    }

    /// What stands in backticks and looks like a path, or like a file's name.
    private static func names(in line: String) -> [String] {
        line.split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset % 2 == 1 }
            .compactMap { $0.element.split(separator: " ").first.map(String.init) }
            .filter { name in
                let isPath = tops.contains { name.hasPrefix("\($0)/") }
                let isFile = endings.contains { name.hasSuffix($0) && name != $0 }
                return (isPath || isFile) && !isPattern(name)
            }
    }

    /// A form instead of a name, or the example of the root's README, which is not there yet.
    private static func isPattern(_ name: String) -> Bool {
        name.contains { "…*<>{}$~:".contains($0) } || name.contains("AnnotateAward")
    }

    /// Whether a line names a page, and not a longer name that ends alike.
    static func names(_ page: String, in line: String) -> Bool {
        var rest = line[...]
        while let range = rest.firstRange(of: page) {
            let before = line[..<range.lowerBound].last
            if before.map({ !$0.isLetter && !$0.isNumber && $0 != "-" }) ?? true { return true }
            rest = rest[range.upperBound...]
        }
        return false
    }
}
