import FoundationEssentials
import Testing

/// A place where a rule is broken.
struct Violation: CustomStringConvertible, Hashable {
    let path: String
    let line: Int?
    let rule: String

    var description: String { line.map { "\(path):\($0): \(rule)" } ?? "\(path): \(rule)" }
}

/// A Swift source of this package.
struct SourceFile: Sendable {
    /// From the package's root: `Shared/Mesh/Frame.swift`.
    let path: String
    let text: SwiftText

    init(path: String, source: String) {
        self.path = path
        text = SwiftText(source)
    }

    /// The folder that makes it a room: `Shared/Mesh`.
    var room: String { path.split(separator: "/").prefix(2).joined(separator: "/") }
    var isTest: Bool { path.hasPrefix("Tests/") }

    func violation(_ line: Int, _ rule: String) -> Violation {
        Violation(path: path, line: line + 1, rule: rule)
    }
}

/// The package as it lies on the disk.
enum SourceTree {
    static let root: String = {
        let here = #filePath
        return here.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
            .joined(separator: "/")
    }()

    static let files = Result {
        try ["Shared", "Services", "Tests"].flatMap { top in
            try FileManager.default.subpathsOfDirectory(atPath: "\(root)/\(top)").sorted()
                // Generated code answers to its generator.
                .filter { $0.hasSuffix(".swift") && !$0.hasSuffix(".pb.swift") }
                .map { SourceFile(path: "\(top)/\($0)", source: try read("\(top)/\($0)")) }
        }
    }

    static func read(_ path: String) throws -> String {
        try String(contentsOfFile: "\(root)/\(path)", encoding: .utf8)
    }

    /// The names in a folder, hidden ones left out.
    static func names(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "\(root)/\(folder)")
            .filter { !$0.hasPrefix(".") }.sorted()
    }

    static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: "\(root)/\(path)")
    }

    /// The folders below one, `Shared/CBOR` and so on.
    static func rooms(in folder: String) throws -> [String] {
        try names(in: folder).map { "\(folder)/\($0)" }.filter { path in
            var isFolder = false
            _ = FileManager.default.fileExists(atPath: "\(root)/\(path)", isDirectory: &isFolder)
            return isFolder
        }
    }

    /// A C library's module map and shim, and nothing else.
    static func isSystemLibrary(_ room: String) -> Bool { exists("\(room)/module.modulemap") }
}

/// Records each violation as an issue of its own.
func expectNone(
    _ violations: [Violation],
    sourceLocation: SourceLocation = #_sourceLocation
) {
    for violation in violations {
        Issue.record("\(violation)", sourceLocation: sourceLocation)
    }
}
