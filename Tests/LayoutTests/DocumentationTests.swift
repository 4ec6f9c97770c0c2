import Testing

/// What every public symbol of some rooms has: a sentence that says what it is.
enum Documentation {
    /// Rooms whose public symbols are for programs outside of the repository.
    static let rooms = ["Shared/CBOR", "Shared/Client", "Shared/Contract", "Shared/Mesh"]

    private static let declarations: Set<Substring> = [
        "let", "var", "func", "init", "struct", "class", "enum", "protocol", "typealias",
        "subscript", "actor", "associatedtype", "case",
    ]
    private static let modifiers: Set<Substring> = [
        "static", "mutating", "final", "convenience", "indirect", "nonisolated", "override",
        "required",
    ]
    /// What a documented protocol asks for: the requirement's comment is shown for these.
    private static let witnesses = [
        "static let declaration", "static let limits", "static var limits", "static let shape",
        "static var shape", "static let example", "static var example", "var description",
        "init(from decoder", "func encode(to encoder", "static func ==", "static func <",
        "func hash(into", "struct Request", "struct Reply", "struct Personal", "typealias Request",
        "typealias Reply", "typealias Personal", "let after: PageCursor?", "let limit: Int64?",
    ]

    static func violations(in file: SourceFile) -> [Violation] {
        var open: [(isPublic: Bool, word: Substring)] = []
        return file.text.code.indices.compactMap { line in
            let code = file.text.code[line]
            let symbol = symbol(in: code)
            let isInPublic = open.last.map {
                $0.isPublic && ["enum", "protocol"].contains($0.word)
            }
            // Cases and requirements are as public as what they stand in.
            let counts =
                symbol.isPublic
                || isInPublic ?? false && (symbol.word == "case" || open.last?.word == "protocol")
            for brace in code where brace == "{" || brace == "}" {
                if brace == "{" {
                    open.append((symbol.isPublic, symbol.word ?? ""))
                } else {
                    _ = open.popLast()
                }
            }
            guard counts, symbol.word != nil, !witnesses.contains(where: code.contains),
                !isDocumented(line, in: file.text)
            else { return nil }
            return file.violation(line, "a public symbol without a documentation comment")
        }
    }

    /// What a line declares.
    private static func symbol(in code: String) -> (isPublic: Bool, word: Substring?) {
        var words = code.split { !$0.isLetter && $0 != "@" && $0 != "(" && $0 != ")" }
        while let first = words.first, first.hasPrefix("@") { words.removeFirst() }
        let isPublic = words.first == "public"
        if isPublic { words.removeFirst() }
        while let first = words.first, modifiers.contains(first) { words.removeFirst() }
        let word = words.first?.prefix(while: \.isLetter)
        // `class func` is a modifier and a declaration.
        return (isPublic, word.flatMap { declarations.contains($0) ? $0 : nil })
    }

    private static func isDocumented(_ line: Int, in text: SwiftText) -> Bool {
        var above = line - 1
        while above >= 0, text.lines[above].drop(while: \.isWhitespace).first == "@" { above -= 1 }
        return above >= 0 && text.lines[above].drop(while: \.isWhitespace).hasPrefix("///")
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
        for symbol in [
            "public let a = 1", "public static var b: Int { 1 }", "public init?(_ c: Int)",
            "@discardableResult public mutating func d()", "public final class E {}",
            "public indirect enum F {}", "public subscript(g: Int) -> Int { 1 }",
            "@inlinable public init(_ h: Int) {}", "public typealias I = Int",
        ] {
            #expect(count("    \(symbol)\n") == 1, "\(symbol)")
            #expect(count("    /// What it is.\n    \(symbol)\n") == 0)
            #expect(count("    /// What it is.\n    @inline(__always)\n    \(symbol)\n") == 0)
        }
        #expect(count("public import OctopusContract\npublic extension A {}\nlet a = 1\n") == 0)
    }

    @Test func `cases and requirements are as public as what they stand in`() {
        let cases = "    case a\n    case b, c\n    indirect case d(A)\n"
        #expect(count("/// A.\npublic enum A {\n\(cases)}\n") == 3)
        #expect(count("/// A.\npublic enum A {\n    /// All.\n    case a\n}\n") == 0)
        #expect(count("enum A {\n\(cases)}\n") == 0)
        // Those of a switch are none.
        let body = "    public var b: Int { switch self { case .a: 1 } }\n"
        #expect(count("/// A.\npublic enum A {\n    /// B.\n\(body)}\n") == 0)
        let requirements = "    associatedtype B\n    var c: Int { get }\n    init(d: Int)\n"
        #expect(count("/// A.\npublic protocol A {\n\(requirements)}\n") == 3)
        #expect(count("protocol A {\n\(requirements)}\n") == 0)
        let helper = "/// A.\npublic protocol A {\n}\nextension A {\n    func e() {}\n}\n"
        #expect(count(helper) == 0)
    }

    @Test func `what a documented protocol asks for needs no second comment`() {
        #expect(count("    public static let declaration = MethodDeclaration(\n") == 0)
        #expect(count("    public struct Request: Message {\n    }\n") == 0)
        #expect(count("    public struct Row: Message {\n    }\n") == 1)
    }

    private func count(_ source: String) -> Int {
        Documentation.violations(in: SourceFile(path: "Shared/CBOR/A.swift", source: source)).count
    }
}
