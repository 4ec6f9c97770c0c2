import FoundationEssentials
import Testing

struct TreeTests {
    @Test func `the repository's top level holds nothing else`() throws {
        let known = ["Package.swift", "README.md", "Services", "Shared", "Tests", "deploy"]
        let ignored = try SourceTree.read(".gitignore").split(separator: "\n").map(String.init)
        let others = try SourceTree.names(in: "").filter { name in
            !known.contains(name) && !ignored.contains { isIgnored(name, by: $0) }
        }
        expectNone(others.map { Violation(path: $0, line: nil, rule: "not at the top level") })
        for name in known { #expect(SourceTree.exists(name), "\(name) is missing") }
    }

    private func isIgnored(_ name: String, by pattern: String) -> Bool {
        let pattern = pattern.hasSuffix("/") ? String(pattern.dropLast()) : pattern
        if pattern.hasPrefix("*") { return name.hasSuffix(pattern.dropFirst()) }
        return name == pattern
    }

    @Test func `every room tells in a README what it is`() throws {
        let rooms = try SourceTree.rooms(in: "Shared") + SourceTree.rooms(in: "Services")
        expectNone(
            rooms.filter {
                !SourceTree.isSystemLibrary($0) && !SourceTree.exists("\($0)/README.md")
            }
            .map { Violation(path: $0, line: nil, rule: "a room has a README.md") }
        )
    }

    @Test func `a system library is a module map and a shim`() throws {
        let rooms = try SourceTree.rooms(in: "Shared").filter(SourceTree.isSystemLibrary)
        #expect(!rooms.isEmpty)
        for room in rooms {
            #expect(try SourceTree.names(in: room) == ["module.modulemap", "shim.h"], "\(room)")
        }
    }

    @Test func `every room has its tests`() throws {
        let rooms = try SourceTree.rooms(in: "Shared") + SourceTree.rooms(in: "Services")
        for room in rooms where !SourceTree.isSystemLibrary(room) {
            let name = room.split(separator: "/").last.map(String.init) ?? room
            #expect(SourceTree.exists("Tests/\(name)Tests"), "\(room) has no Tests/\(name)Tests")
        }
    }

    @Test func `every service is a product and in the one list of services`() throws {
        let rooms = try SourceTree.rooms(in: "Services").filter { room in
            SourceTree.exists("\(room)/Main")
        }
        let names = rooms.map { ($0.split(separator: "/").last ?? "").lowercased() }
        let listed = try SourceTree.read("deploy/services.py").split(separator: "\n")
            .first { $0.hasPrefix("SERVICES = ") }?
            .split(separator: "\"").filter { $0.allSatisfy(\.isLetter) }.map(String.init)
        #expect(listed?.sorted() == names.sorted())
        let package = try SourceTree.read("Package.swift")
        for name in names { #expect(package.contains("executable(name: \"\(name)\""), "\(name)") }
    }

    @Test func `no type is named like its module`() throws {
        let kinds: Set<Substring> = ["struct", "class", "enum", "actor", "protocol", "typealias"]
        for file in try SourceTree.files.get() where file.path.hasPrefix("Shared/") {
            let module = "Octopus" + (file.room.split(separator: "/").last ?? "")
            for (line, code) in file.text.code.enumerated() where code.contains(module) {
                let words = code.split { !$0.isLetter && !$0.isNumber && $0 != "_" }
                let isNamed =
                    zip(words, words.dropFirst())
                    .contains { kinds.contains($0) && $1 == module }
                if isNamed, !Imports.modules(in: file).contains(where: { $0.line == line }) {
                    expectNone([file.violation(line, "a type named like its module hides it")])
                }
            }
        }
    }

    @Test func `every upcoming feature of the package is one that the compiler knows`() throws {
        func names(_ text: String, after opening: String) -> Set<Substring> {
            Set(text.split(separator: opening).dropFirst().map { $0.prefix(while: \.isLetter) })
        }
        let settings = try SourceTree.read("Tests/LayoutTests/CompilerSettings.swift")
        let asked = names(settings, after: "#if !hasFeature(")
        let set = names(
            try SourceTree.read("Package.swift"),
            after: ".enableUpcomingFeature(\""
        )
        #expect(!set.isEmpty)
        #expect(asked == set)
    }

    @Test func `migrations are numbered without gaps`() throws {
        let rooms = try SourceTree.rooms(in: "Shared") + SourceTree.rooms(in: "Services")
        for room in rooms where SourceTree.exists("\(room)/Migrations") {
            let names = try SourceTree.names(in: "\(room)/Migrations")
            for (index, name) in names.enumerated() {
                let digits = "\(index + 1)"
                let number = String(repeating: "0", count: 3 - digits.count) + digits
                #expect(
                    name.hasPrefix("V\(number)-"),
                    "\(room)/Migrations/\(name): V\(number)-… expected"
                )
                #expect(name.hasSuffix(".sql"), "\(room)/Migrations/\(name)")
            }
        }
    }
}
