import Crypto
import Foundation
import OctopusContract
import OctopusMesh
import OctopusTestKit
import Testing

@testable import OctopusServiceKit

@Suite struct SecurityLogTests {
    private let lowly = Principal(name: "lowly", tenant: nil, grants: [], publicKey: "lowly-key")

    /// A log in a folder, as a process has it.
    private struct Place {
        let folder: TemporaryFolder
        var file: String { folder.file("security.log") }

        func open() throws -> SecurityLog {
            let key = try SecurityBook.key(folder: folder.path)
            let book = try SecurityBook(
                path: file,
                folder: folder.path,
                key: key,
                stream: { _ in }
            )
            return SecurityLog(service: "sample", key: key, book)
        }

        var lines: [String] {
            get throws {
                try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
                    .map(String.init)
            }
        }

        func rewrite(_ lines: [String]) throws {
            let text = lines.map { $0 + "\n" }.joined()
            try text.write(toFile: file, atomically: true, encoding: .utf8)
        }

        func check(isPart: Bool = false) throws -> SecurityFinding {
            try CheckSecurityLog.run(file, folder: folder.path, isPart: isPart)
        }
    }

    private func withPlace(_ body: (Place) throws -> Void) async throws {
        try await TemporaryFolder.with { folder in try body(Place(folder: folder)) }
    }

    @Test func `lines are numbered and bound, over restarts too, and a whole file is found whole`()
        async throws
    {
        try await withPlace { place in
            for _ in 0..<3 {
                let log = try place.open()
                log.record(.started)
                log.record(.logIn, [("account", "a\"b\u{1}"), ("session", nil)])
            }
            let finding = try place.check()
            #expect(finding.faults.isEmpty && finding.lineCount == 6)
            #expect(finding.first == 1 && finding.last == 6)
            let line = try #require(place.lines.last)
            let fields = try JSONSerialization.jsonObject(with: Data(line.utf8))
            let read = try #require(fields as? [String: Any])
            #expect(read["log"] as? String == "security" && read["seq"] as? Int == 6)
            #expect(read["account"] as? String == "a\"b\u{1}" && read["session"] == nil)
        }
    }

    @Test(arguments: [
        "changed", "removed", "swapped", "added", "cut", "emptied", "damaged", "forged",
    ])
    func `whatever is done to a file is noticed`(_ deed: String) async throws {
        try await withPlace { place in
            let log = try place.open()
            for number in 0..<10 { log.record(.logIn, [("account", "\(number)")]) }
            #expect(try place.check().faults.isEmpty)
            var lines = try place.lines
            switch deed {
            case "changed":
                lines[4] = lines[4].replacingOccurrences(
                    of: #""account":"4""#,
                    with: #""account":"5""#
                )
            case "removed": lines.remove(at: 4)
            case "swapped": lines.swapAt(4, 5)
            case "added": lines.insert(lines[4], at: 5)
            case "cut": lines.removeLast()
            case "emptied": lines = []
            case "damaged": lines[4] = String(lines[4].dropLast(30))
            default:
                // Right in all but the key.
                let key = SymmetricKey(size: .bits256)
                let before = try #require(SecurityLine(lines[8][...]))
                let old = try #require(SecurityLine(lines[9][...]))
                let text = old.text.replacingOccurrences(of: "9", with: "8")
                let chain = HashChain(seq: 9, code: before.code)
                lines[9] = text + SecurityLine.ending(chain.code(of: text.utf8, key)).dropLast()
            }
            try place.rewrite(lines)
            #expect(try !place.check().faults.isEmpty)
        }
    }

    @Test func `a part is whole by itself, and other lines in the file say nothing`() async throws {
        try await withPlace { place in
            let log = try place.open()
            for number in 0..<10 { log.record(.logIn, [("account", "\(number)")]) }
            let lines = try place.lines
            try place.rewrite(Array(lines[3..<7]).flatMap { [#"{"at":"…","level":"info"}"#, $0] })
            #expect(try place.check(isPart: true).faults.isEmpty)
            #expect(try place.check().faults == ["3 lines after number 7 are missing"])
        }
    }

    @Test func `after a kill between a line and the head the chain goes on from the line`()
        async throws
    {
        try await withPlace { place in
            let head = place.folder.file("security-log.head")
            let log = try place.open()
            log.record(.started)
            let before = try Data(contentsOf: URL(fileURLWithPath: head))
            log.record(.stopped)
            try before.write(to: URL(fileURLWithPath: head))
            // And a line that was written in part.
            let handle = try #require(FileHandle(forWritingAtPath: place.file))
            try handle.seekToEnd()
            try handle.write(contentsOf: Data(#"{"log":"sec"#.utf8))
            try handle.close()
            try place.open().record(.started)
            let finding = try place.check()
            #expect(finding.faults.isEmpty && finding.last == 3)
        }
    }

    @Test func `failures are a minute's first hundred, then a number; nothing else is counted`()
        async throws
    {
        try await withPlace { place in
            let log = try place.open()
            for number in 0..<1000 {
                log.recordFailure(
                    .logInFailed,
                    "badCredentials",
                    by: lowly,
                    [("account", "\(number)")]
                )
                log.recordFailure(.denied, "denied", by: .operating)
                if number % 10 == 0 { log.record(.rightChanged) }
            }
            _ = log.sumUp(atMilliseconds: .max)
            let lines = try place.lines
            #expect(lines.count { $0.contains(#""kind":"logInFailed""#) } == 100)
            #expect(lines.count { $0.contains(#""kind":"denied""#) } == 100)
            #expect(lines.count { $0.contains(#""kind":"rightChanged""#) } == 100)
            let counted = lines.filter { $0.contains(#""kind":"counted""#) }
            #expect(counted.count == 2 && counted.allSatisfy { $0.contains(#""count":"900""#) })
            #expect(counted.contains { $0.contains(#""key":"lowly-key""#) })
            #expect(try place.check().faults.isEmpty)
        }
    }

    @Test func `what stands for a text is the same for the text, and no other service's`()
        async throws
    {
        try await withPlace { place in
            let log = try place.open()
            let digest = log.digest("nobody@mail.example")
            #expect(digest == log.digest("nobody@mail.example") && digest.count == 32)
            #expect(digest != log.digest("nobody@mail.exampl"))
            let other = SecurityLog(
                service: "other",
                key: SymmetricKey(size: .bits256),
                try SecurityBook(
                    path: nil,
                    folder: place.folder.path,
                    key: SymmetricKey(size: .bits256),
                    stream: { _ in }
                )
            )
            #expect(other.digest("nobody@mail.example") != digest)
        }
    }

    @Test func `a damaged head or key stops the start`() async throws {
        try await withPlace { place in
            _ = try place.open()
            for name in ["security-log.head", "security-log.key"] {
                let path = place.folder.file(name)
                let good = try? Data(contentsOf: URL(fileURLWithPath: path))
                try Data("nonsense".utf8).write(to: URL(fileURLWithPath: path))
                #expect(throws: StartFailure.self) { try place.open() }
                if let good {
                    try good.write(to: URL(fileURLWithPath: path))
                } else {
                    try FileManager.default.removeItem(atPath: path)
                }
            }
        }
    }

    @Test(.enabled(if: getuid() == 0))
    func `a full disk stops nothing, and its lines are written once there is room`() async throws {
        try await withPlace { place in
            guard run("mount", "-t", "tmpfs", "-o", "size=256k", "none", place.folder.path) else {
                return
            }
            defer { _ = run("umount", place.folder.path) }
            let log = try place.open()
            log.record(.started)
            _ = run("dd", "if=/dev/zero", "of=\(place.folder.file("rest"))", "bs=512")
            // Beyond what fits into the file's last page, and beyond what can wait.
            for number in 0..<40_000 { log.record(.logIn, [("account", "\(number)")]) }
            #expect(try place.lines.count < 100)
            #expect(log.sumUp(atMilliseconds: 0))
            try FileManager.default.removeItem(atPath: place.folder.file("rest"))
            #expect(run("mount", "-o", "remount,size=32m", place.folder.path))
            #expect(!log.sumUp(atMilliseconds: 0))
            let finding = try place.check()
            #expect(finding.faults.isEmpty && finding.lineCount > 10_000)
            let lost = try #require(place.lines.last { $0.contains(#""kind":"lost""#) })
            let count = try #require(
                lost.components(separatedBy: #""count":""#).last?.prefix { $0.isNumber }
            )
            #expect(finding.lineCount - 2 + (Int(count) ?? 0) == 40_000)
        }
    }
}
