import OctopusServiceKit
import Testing

@testable import OctopusLoyalty

struct CouponCodeTests {
    private let ids = SeededIDs(seed: 11)

    private func draw() -> CouponCode {
        CouponCode(drawing: { ids.randomBytes(CouponCode.byteCount) })
    }

    @Test func `a code has seventeen symbols in groups of four`() {
        let code = draw()
        #expect(code.canonical.count == 17)
        #expect(code.description.split(separator: "-").map(\.count) == [4, 4, 4, 4, 1])
    }

    @Test func `small letters, blanks, dashes and look-alikes are forgiven`() {
        for _ in 0..<200 {
            let code = draw()
            var typed = code.description.lowercased().replacing("0", with: "o")
            typed = typed.replacing("1", with: "l").replacing("-", with: " ")
            #expect(CouponCode(typed: typed) == code)
        }
    }

    @Test func `one wrong symbol is always noticed`() {
        let code = draw()
        let symbols = Array(code.canonical)
        for place in symbols.indices {
            for wrong in "0123456789ABCDEFGHJKMNPQRSTVWXYZ" where wrong != symbols[place] {
                var typed = symbols
                typed[place] = wrong
                #expect(CouponCode(typed: String(typed)) == nil)
            }
        }
    }

    @Test func `two neighbours swapped are always noticed`() {
        for _ in 0..<100 {
            let symbols = Array(draw().canonical)
            for place in symbols.indices.dropLast() where symbols[place] != symbols[place + 1] {
                var typed = symbols
                typed.swapAt(place, place + 1)
                #expect(CouponCode(typed: String(typed)) == nil)
            }
        }
    }

    @Test(arguments: ["", "-", "0", "ÄÖÜ", String(repeating: "0", count: 1000)])
    func `what can't be a code is none`(text: String) {
        #expect(CouponCode(typed: text) == nil)
    }

    @Test func `codes don't repeat`() {
        #expect(Set((0..<5000).map { _ in draw() }).count == 5000)
    }
}
