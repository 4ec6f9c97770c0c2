import CBOR
import Testing

struct RoundTripTests {
    struct Line: Codable, Equatable {
        var name: String
        var amount: Int64
        var note: String?
    }

    @Test func `a message comes back`() throws {
        let lines = [
            Line(name: "a", amount: -1, note: nil), Line(name: "é", amount: 1 << 40, note: "n"),
        ]
        let bytes = try CBOREncoder().encode(["lines": lines])
        #expect(try CBORDecoder().decode([String: [Line]].self, from: bytes) == ["lines": lines])
    }
}
