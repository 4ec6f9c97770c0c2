import Testing

@testable import OctopusIdentity

struct LoginCodeTests {
    @Test func `a code has eight digits`() {
        #expect(LoginCode.draw(from: [0, 0, 0, 0, 0, 0, 0, 7]) == "00000007")
        #expect(LoginCode.draw(from: Array(repeating: 255, count: 8)).count == 8)
    }

    @Test func `spaces and hyphens do not matter`() {
        #expect(LoginCode.normalised("1234 56-78") == "12345678")
    }

    @Test func `codes are compared whole`() {
        #expect(LoginCode.areEqual([1, 2], [1, 2]))
        #expect(!LoginCode.areEqual([1, 2], [1, 3]))
        #expect(!LoginCode.areEqual([1, 2], [1, 2, 3]))
    }
}
