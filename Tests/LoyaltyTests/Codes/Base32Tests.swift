import OctopusServiceKit
import Testing

@testable import OctopusLoyalty

struct Base32Tests {
    @Test func `bytes come back as they went`() {
        var random = SeededGenerator(seed: 7)
        for count in 0...64 {
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
            #expect(Base32.decode(Base32.encode(bytes)) == bytes)
        }
    }

    @Test func `the alphabet is Crockford's`() {
        #expect(Base32.encode([0x00, 0x44, 0x32, 0x14, 0xC7]) == "01234567".prefix(8))
        #expect(Base32.encode([0xFF]) == "ZW")
    }

    @Test(arguments: ["U", "I1", "0O", "a0", "Z", "ZZ", "ZX", "00\u{0}"])
    func `no other spelling of the same bytes is read`(text: String) {
        #expect(Base32.decode(text) == nil)
    }
}
