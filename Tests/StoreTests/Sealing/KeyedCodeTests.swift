import Crypto
import Testing

@testable import OctopusStore

@Suite struct KeyedCodeTests {
    @Test func `it is HMAC-SHA-256, however often it is asked`() {
        let key = SymmetricKey(size: .bits256)
        let code = KeyedCode(key)
        for count in [0, 1, 64, 1000] {
            let text = [UInt8](repeating: 7, count: count)
            let expected = Array(HMAC<SHA256>.authenticationCode(for: text, using: key))
            #expect(code.of(text) == expected)
            #expect(code.of(text, bytes: 16) == Array(expected.prefix(16)))
        }
    }
}
