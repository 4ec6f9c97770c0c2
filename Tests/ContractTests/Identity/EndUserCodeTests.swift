import OctopusClient
import Testing

struct EndUserCodeTests {
    /// A code whose check symbol is a digit or letter.
    static let samples: [UInt64] = [
        0, 1, 31, 37, 1_000_000_007, (1 << 45) - 37 * 5, 987_654_321_012,
    ]

    @Test(arguments: samples)
    func `what is written is read again`(_ value: UInt64) throws {
        let code = try #require(EndUserCode(value: value - value % 37 + min(value % 37, 31)))
        #expect(try EndUserCode(code.canonical) == code)
        #expect(try EndUserCode(code.description) == code)
        #expect(code.canonical.count == EndUserCode.symbolCount)
        #expect(code.description.split(separator: "-").map(\.count) == [5, 5])
    }

    @Test func `the number and its check are Crockford's`() throws {
        #expect(EndUserCode(value: 0)?.canonical == "0000000000")
        #expect(EndUserCode(value: 1)?.canonical == "0000000011")
        // 32 is written 10; 32 modulo 37 is the check symbol *, which is never drawn.
        #expect(EndUserCode(value: 32) == nil)
        #expect(try EndUserCode("00000 0010*").value == 32)
        // U is a check symbol, and no other.
        #expect(try EndUserCode("000000014U").value == 36)
        #expect(throws: EndUserCodeFault.symbol("U")) { try EndUserCode("0000U00010") }
    }

    @Test func `case and look-alikes and hyphens do not matter`() throws {
        let code = try #require(EndUserCode(value: 0x1_0821_0842 * 37 + 1))
        let typed = code.canonical.map { symbol -> Character in
            switch symbol {
            case "0": "o"
            case "1": "l"
            default: Character(symbol.lowercased())
            }
        }
        #expect(try EndUserCode(String(typed)) == code)
        #expect(try EndUserCode(String(typed).uppercased().map { "\($0)-" }.joined()) == code)
        #expect(try EndUserCode(" \(code) ") == code)
    }

    @Test func `every single wrong symbol is found`() throws {
        let code = try #require(EndUserCode(value: 987_654_321_012 / 37 * 37 + 5))
        let symbols = Array(code.canonical)
        for place in symbols.indices {
            for other in "0123456789ABCDEFGHJKMNPQRSTVWXYZ" where other != symbols[place] {
                var wrong = symbols
                wrong[place] = other
                #expect(throws: EndUserCodeFault.check) { try EndUserCode(String(wrong)) }
            }
        }
    }

    @Test func `every swap of neighbours is found`() throws {
        let code = try #require(EndUserCode(value: 987_654_321_012 / 37 * 37 + 5))
        let symbols = Array(code.canonical)
        for place in symbols.indices.dropLast() where symbols[place] != symbols[place + 1] {
            var wrong = symbols
            wrong.swapAt(place, place + 1)
            #expect(throws: EndUserCodeFault.self) { try EndUserCode(String(wrong)) }
        }
    }

    @Test func `what is no code is refused`() {
        #expect(throws: EndUserCodeFault.length) { try EndUserCode("") }
        #expect(throws: EndUserCodeFault.length) { try EndUserCode("12345-6789") }
        #expect(throws: EndUserCodeFault.length) { try EndUserCode("12345-67890-1") }
        #expect(throws: EndUserCodeFault.symbol("é")) { try EndUserCode("1234é67890") }
        #expect(EndUserCode(value: 1 << 45) == nil)
    }
}
