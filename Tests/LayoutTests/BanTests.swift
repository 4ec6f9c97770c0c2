import Glibc
import Testing

/// Words that the code does without, or uses only where a comment says why.
struct Ban: Sendable, CustomStringConvertible {
    let word: String
    let rule: String
    var applies: @Sendable (SourceFile) -> Bool = { _ in true }
    /// True where a comment right above makes it right.
    var isExcusedByComment = false

    var description: String { word }

    static let all: [Ban] = everywhere + excused + tests + services

    private static let everywhere: [Ban] = [
        Ban(word: "try!", rule: "an error is handled or thrown on, not trapped"),
        Ban(word: "as!", rule: "a cast that fails is handled"),
        Ban(
            word: "print(",
            rule: "what runs logs; the tool, a service's commands and its flags print",
            applies: {
                $0.room != "Services/Octopus" && !$0.path.hasSuffix("Command.swift")
                    && $0.room != "Tests/Bench" && $0.room != "Tests/Benchmarks"
                    && $0.path != "Shared/ServiceKit/Process/ServiceProcess.swift"
            }
        ),
        Ban(word: "fatalError()", rule: "what can't happen says in words why"),
        Ban(word: "preconditionFailure()", rule: "what can't happen says in words why"),
        Ban(
            word: "DispatchQueue",
            rule: "Swift concurrency, or the one socket thread",
            applies: { !$0.isTest }
        ),
        Ban(
            word: "@_exported",
            rule:
                "every file imports what it uses; a module that brings others says so in Exports.swift",
            applies: { !$0.path.hasSuffix("/Exports.swift") }
        ),
    ]

    private static let excused: [Ban] = [
        "@unchecked Sendable", "nonisolated(unsafe)", "unsafeBitCast(", "@exclusivity(unchecked)",
    ].map {
        Ban(
            word: $0,
            rule: "a comment above says why this is safe",
            applies: { !$0.isTest },
            isExcusedByComment: true
        )
    }

    private static let tests: [Ban] = ["Task.sleep", "usleep(", "Thread.sleep", "XCTAssert"].map {
        Ban(
            word: $0,
            rule: "tests wait for what happens, not for time",
            applies: { $0.isTest }
        )
    }

    /// A use case is deterministic: a virtual clock and a seed replay it.
    private static let services: [Ban] = [
        "Date()", "Date.now", "UUID()", ".random(in", "SystemRandomNumberGenerator",
        "clock_gettime",
    ].map {
        Ban(
            word: $0,
            rule: "time, randomness and ids come from the context",
            applies: { $0.path.hasPrefix("Services/") && $0.room != "Services/Octopus" },
            isExcusedByComment: true
        )
    }

    func violations(in file: SourceFile) -> [Violation] {
        guard applies(file) else { return [] }
        return file.text.code.indices.compactMap { line in
            guard contains(file.text.code[line]) else { return nil }
            if isExcusedByComment, isExcused(line, in: file.text) { return nil }
            return file.violation(line, "\(word): \(rule)")
        }
    }

    /// A comment in the same paragraph, above the line or at its end.
    private func isExcused(_ line: Int, in text: SwiftText) -> Bool {
        var line = line
        while line >= 0, !text.lines[line].allSatisfy(\.isWhitespace) {
            if text.hasComment[line] { return true }
            line -= 1
        }
        return false
    }

    /// Whether the word stands in a line, and not as the tail of a longer one.
    private func contains(_ line: String) -> Bool {
        guard mayContain(line) else { return false }
        let (bytes, word) = (Array(line.utf8), Array(word.utf8))
        return (0...(bytes.count - word.count)).contains { start in
            bytes[start] == word[0] && bytes[start...].starts(with: word)
                && (start == 0 || !isLetter(word[0]) || !isLetter(bytes[start - 1]))
        }
    }

    /// The quick look, since every word is looked for in every line.
    private func mayContain(_ line: String) -> Bool {
        strstr(line, word) != nil
    }

    private func isLetter(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "_")
            || byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z")
    }
}

/// Tasks that begin in an initializer or a deinitializer: nobody waits for their end.
enum StrayTasks {
    static func violations(in file: SourceFile) -> [Violation] {
        let code = file.text.code
        return Sizes.functions(in: code).filter { isInitializer(code[$0.start]) }.flatMap { body in
            (body.start..<body.start + body.lines).filter { beginsTask(code[$0]) }.map {
                file.violation($0, "a task in an init: what takes long is a `run()`")
            }
        }
    }

    private static func isInitializer(_ code: String) -> Bool {
        code.split(whereSeparator: \.isWhitespace).contains { word in
            ["init(", "init?(", "init<", "deinit"].contains(where: word.hasPrefix)
        }
    }

    private static func beginsTask(_ code: String) -> Bool {
        let words = ["Task {", "Task(", "Task.detached", "Task.immediate"]
        return words.contains { word in strstr(code, word) != nil }
    }
}

/// Words that promise work instead of doing it, in comments too.
enum Promises {
    // Put together here, so that this file does not hold them.
    static let words = ["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"]

    static func violations(in file: SourceFile) -> [Violation] {
        file.text.lines.enumerated().compactMap { line, text in
            guard let word = words.first(where: { text.contains($0) }) else { return nil }
            return file.violation(line, "\(word): what is left undone is an issue, not a comment")
        }
    }
}

struct BanTests {
    @Test(arguments: Ban.all)
    func `a banned word is nowhere, or excused by a comment`(_ ban: Ban) throws {
        expectNone(try SourceTree.files.get().flatMap(ban.violations))
    }

    @Test func `nothing is left undone in a comment`() throws {
        expectNone(try SourceTree.files.get().flatMap(Promises.violations))
    }

    @Test func `no task begins in an initializer`() throws {
        expectNone(try SourceTree.files.get().flatMap(StrayTasks.violations))
    }

    @Test func `a task is found in an initializer, and nowhere else`() {
        func count(_ head: String) -> Int {
            let source = "class A {\n    \(head) {\n        Task { await b() }\n    }\n}\n"
            return StrayTasks.violations(in: SourceFile(path: "Shared/A.swift", source: source))
                .count
        }
        #expect(count("init()") == 1)
        #expect(count("public convenience init?(x: Int) throws") == 1)
        #expect(count("deinit") == 1)
        #expect(count("func run() async") == 0)
    }

    @Test(arguments: Ban.all)
    func `a banned word is found in code, and only there`(_ ban: Ban) {
        let paths = ["Services/Loyalty/A.swift", "Tests/MeshTests/A.swift"]
        func count(_ source: String) -> Int {
            paths.flatMap { ban.violations(in: SourceFile(path: $0, source: source)) }.count
        }
        #expect(count("let x = 1\n\n    \(ban.word) }") > 0)
        #expect(count("// \(ban.word)\nlet y = \"\(ban.word)\"\nlet z = #\"\"\(ban.word)\"#") == 0)
        #expect((count("// Safe, because.\n\(ban.word)") == 0) == ban.isExcusedByComment)
        #expect(count("// Elsewhere.\n\n\(ban.word)") > 0)
        #expect(
            count("let a = \"\\(b(\"x\") + \"\(ban.word)\")\" + c(\"d\")\n\(ban.word)")
                == count(ban.word)
        )
    }
}
