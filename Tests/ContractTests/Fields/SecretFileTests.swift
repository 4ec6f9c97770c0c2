import OctopusContract
import Testing

struct SecretFileTests {
    private func secret(_ text: String) throws(SecretFileFault) -> String {
        try SecretFile.secret(in: Array(text.utf8))
    }

    @Test(arguments: [
        "word", "word\n", "word\r\n", "word\r", "\u{FEFF}word", "\u{FEFF}word\r\n", "word\nnext\n",
        "word\r\nnext",
    ])
    func `the first line is the secret, without its end and mark`(_ text: String) throws {
        #expect(try secret(text) == "word")
    }

    @Test(arguments: [" word ", "wo\trd", "wörd", "wo\u{2028}rd", "wo\u{A0}rd\u{A0}"])
    func `blanks belong to it`(_ text: String) throws {
        #expect(try Array(secret(text + "\r\n").utf8) == Array(text.utf8))
    }

    @Test func `what is no text in UTF-8 is refused in words`() {
        #expect(throws: SecretFileFault.notUTF8("UTF-16")) {
            try SecretFile.secret(
                in: [0xFF, 0xFE] + "word".utf16.flatMap { [UInt8($0 & 255), 0] }
            )
        }
        #expect(throws: SecretFileFault.notUTF8("UTF-16")) {
            try SecretFile.secret(in: [0xFE, 0xFF, 0, 0x77])
        }
        #expect(throws: SecretFileFault.notUTF8("UTF-16")) { try SecretFile.secret(in: [0x77, 0]) }
        #expect(throws: SecretFileFault.notUTF8(nil)) { try SecretFile.secret(in: [0x77, 0xE4]) }
        #expect(throws: SecretFileFault.notUTF8(nil)) {
            try SecretFile.secret(in: Array("wo\u{0}rd".utf8))
        }
        #expect("\(SecretFileFault.notUTF8("UTF-16"))".contains("save it as UTF-8"))
    }

    @Test(arguments: ["", "\n", "\r\nword", "\u{FEFF}", "\u{FEFF}\n"])
    func `an empty first line is no secret`(_ text: String) {
        #expect(throws: SecretFileFault.empty) { try secret(text) }
    }

    @Test func `a file that is too long is refused`() {
        #expect(throws: SecretFileFault.tooLong) {
            try secret(String(repeating: "x", count: SecretFile.maximumBytes + 1))
        }
    }
}
