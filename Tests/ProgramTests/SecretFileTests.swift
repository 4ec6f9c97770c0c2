import FoundationEssentials
import Glibc
import Testing

@testable import OctopusProgram

struct SecretFileTests {
    @Test(
        arguments: [
            "seven wet umbrellas\n", "seven wet umbrellas", "seven wet umbrellas\r\n",
            "seven wet umbrellas\r", "\u{FEFF}seven wet umbrellas\r\n",
            "\u{FEFF}seven wet umbrellas", "seven wet umbrellas\nand a note below",
            "seven wet umbrellas\n\n\n", "seven wet umbrellas\r\rmore",
        ]
    )
    func `The first line is the secret, whatever system wrote it`(content: String) throws {
        try withFile(Array(content.utf8)) { path in
            let line = try SecretFile.firstLine(of: path)
            #expect(line == "seven wet umbrellas")
        }
    }

    @Test(arguments: [" two spaces ", "tab\t", "line\u{2028}separator", "next\u{85}line", "čšž日本"])
    func `What is no line's end stays`(secret: String) throws {
        try withFile(Array("\(secret)\n".utf8)) { path in
            let line = try SecretFile.firstLine(of: path)
            #expect(line == secret)
        }
    }

    @Test func `A secret is as long as can be, and no longer`() throws {
        let longest = String(repeating: "a", count: 4096)
        try withFile(Array("\(longest)\r\n".utf8)) { path in
            let line = try SecretFile.firstLine(of: path)
            #expect(line == longest)
        }
        try withFile(Array("\(longest)a".utf8)) { path in
            #expect(throws: SecretFileFault.tooLong(path, 4096)) {
                try SecretFile.firstLine(of: path)
            }
        }
    }

    @Test(arguments: [
        [], [0x0A], [0x0D, 0x0A], [0xEF, 0xBB, 0xBF], [0xEF, 0xBB, 0xBF, 0x0A, 0x61],
    ])
    func `An empty first line is no secret`(content: [UInt8]) throws {
        try withFile(content) { path in
            #expect(throws: SecretFileFault.empty(path)) { try SecretFile.firstLine(of: path) }
        }
    }

    @Test(arguments: [
        [0xFF, 0xFE, 0x61, 0x00, 0x62, 0x00], [0xFE, 0xFF, 0x00, 0x61], [0x61, 0x00, 0x62],
        [0x61, 0xE9, 0x62],
    ])
    func `UTF-16, Latin-1 and zero bytes are not text`(content: [UInt8]) throws {
        try withFile(content) { path in
            #expect(throws: SecretFileFault.notText(path)) { try SecretFile.firstLine(of: path) }
        }
    }

    @Test func `A folder and a file that is not there are told in words`() throws {
        let folder = FileManager.default.temporaryDirectory.path
        #expect(throws: SecretFileFault.unreadable(folder, "Is a directory")) {
            try SecretFile.firstLine(of: folder)
        }
        #expect(throws: SecretFileFault.unreadable("/nowhere/x", "No such file or directory")) {
            try SecretFile.firstLine(of: "/nowhere/x")
        }
    }

    @Test func `A pipe is read as far as the line's end`() throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        defer { for end in ends { close(end) } }
        _ = Array("first\nsecond\n".utf8).withUnsafeBytes {
            write(ends[1], $0.baseAddress, $0.count)
        }
        let first = try SecretFile.firstLine(of: "/dev/fd/\(ends[0])")
        let second = try SecretFile.firstLine(of: "/dev/fd/\(ends[0])")
        #expect([first, second] == ["first", "second"])
    }

    private func withFile(_ content: [UInt8], _ body: (String) throws -> Void) throws {
        let path = FileManager.default.temporaryDirectory.path + "/secret-\(UUID().uuidString)"
        try Data(content).write(to: URL(filePath: path))
        defer { unlink(path) }
        try body(path)
    }
}
