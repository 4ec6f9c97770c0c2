import OctopusCBOR
import FoundationEssentials
import Testing

@testable import OctopusCBOREcho

/// Bytes that must be refused, with the place and the fault.
struct Refused: CustomStringConvertible, Sendable {
    let bytes: [UInt8]
    let path: String
    let fault: CBORFault

    init(hex: String, _ path: String, _ fault: CBORFault) {
        self.init([UInt8](hex: hex), path, fault)
    }

    init(_ item: Item, _ path: String, _ fault: CBORFault) {
        self.init(item.encoded, path, fault)
    }

    private init(_ bytes: [UInt8], _ path: String, _ fault: CBORFault) {
        self.bytes = bytes
        self.path = path
        self.fault = fault
    }

    var description: String { "\(path): \(fault)" }
}

struct RefusalTests {
    struct Order: Codable {
        var id: Int8
        var lines: [Line]?
        var byName: [String: Line]?
    }

    struct Line: Codable {
        var amount: Int64
        var name: String?
        var weight: Float?
        var isPaid: Bool?
        var owner: UUID?
        var data: Bytes?
        var state: State?
        var size: Size?
        var hidden: Hidden?
        var inner: Order?
    }

    enum State: String, Codable, CaseIterable { case open, closed }
    enum Size: Int, Codable, CaseIterable { case small = 1, large }
    /// Without its cases listed, words can't be told.
    enum Hidden: String, Codable { case a }

    // In hexadecimal, a1 626964 01 is {"id": 1}.
    static let malformed: [Refused] = [
        Refused(hex: "", "", .truncated),
        Refused(hex: "a1 626964", "id", .truncated),
        Refused(hex: "a2 626964 01 6161", "a", .truncated),
        Refused(hex: "a1 626964 19", "id", .truncated),
        Refused(hex: "a1 626964 1901", "id", .truncated),
        Refused(hex: "bf 626964", "id", .truncated),
        Refused(hex: "bf 626964 01", "", .truncated),
        Refused(hex: "a1 626964 01 00", "", .trailingBytes(1)),
        Refused(hex: "a1 626964 01 ff", "", .trailingBytes(1)),
        Refused(hex: "ff", "", .malformed("a break where none can be")),
        Refused(hex: "bf 626964 ff", "id", .malformed("a break where none can be")),
        Refused(hex: "a1 626964 ff", "id", .malformed("a break where none can be")),
        Refused(hex: "a1 626964 9fc1ff", "id[0]", .malformed("a break where none can be")),
        Refused(hex: "a1 626964 1c00", "id", .malformed("a reserved length of an argument")),
        Refused(hex: "a1 626964 1f", "id", .malformed("an indefinite length where none can be")),
        Refused(hex: "a1 626964 df", "id", .malformed("an indefinite length where none can be")),
        Refused(
            hex: "a1 626964 f818",
            "id",
            .malformed("a simple value in a longer form than it has")
        ),
        Refused(
            hex: "a1 6161 7f 4161 ff",
            "a",
            .malformed("a piece of a string that is none")
        ),
        Refused(
            hex: "a1 6161 7f 7f6161ff ff",
            "a",
            .malformed("a piece of a string that is none")
        ),
        Refused(hex: "a1 6161 62c328", "a", .invalidUTF8),
        Refused(hex: "a1 6161 63eda080", "a", .invalidUTF8),
        Refused(hex: "a1 6161 6c 61616161616161616161c0af", "a", .invalidUTF8),
        Refused(hex: "a1 6161 7f 61c3 61bc ff", "a", .invalidUTF8),
        Refused(hex: "a1 6161 82 01 61ff", "a[1]", .invalidUTF8),
        Refused(hex: "a1 61ff 01", "[\"\u{FFFD}\"]", .invalidUTF8),
        Refused(hex: "a1 6161 5b7fffffffffffffff", "a", .lengthBeyondInput(.max / 2)),
        Refused(hex: "a1 6161 7bffffffffffffffff", "a", .lengthBeyondInput(.max)),
        Refused(hex: "a1 6161 9bffffffffffffffff", "a", .lengthBeyondInput(.max)),
        Refused(hex: "bbffffffffffffffff", "", .lengthBeyondInput(.max)),
        Refused(hex: "a1 6161 9a00100000 00", "a", .lengthBeyondInput(0x10_0000)),
        Refused(hex: "a1 6161 baffffffff 00", "a", .lengthBeyondInput(0xFFFF_FFFF)),
    ]

    static let keys: [Refused] = [
        Refused([:], "id", .missingKey("id")),
        Refused(["id": 1, "id": 1], "id", .duplicateKey("id")),
        Refused(["id": 1, "x": 0, "x": 0], "x", .duplicateKey("x")),
        Refused(hex: "a2 626964 01 7f 6169 6164 ff 01", "id", .duplicateKey("id")),
        Refused(["id": 1, 5: 1], "5", .wrongType(expected: "a text key", found: "an integer")),
        Refused(
            ["id": 1, "lines": [["amount": 1], [:]]],
            "lines[1].amount",
            .missingKey("amount")
        ),
        Refused(
            ["id": 1, "byName": ["a b": ["amount": 1], "ok": ["name": ""]]],
            "byName.ok.amount",
            .missingKey("amount")
        ),
        Refused(
            ["id": 1, "byName": ["a b": ["name": "x"]]],
            "byName[\"a b\"].amount",
            .missingKey("amount")
        ),
        Refused(
            ["id": 1, "lines": [["amount": 1, "inner": ["id": 1, "id": 2]]]],
            "lines[0].inner.id",
            .duplicateKey("id")
        ),
        Refused(
            .map((0..<40).map { .init(.text("k\($0 % 39)"), 0) }),
            "k0",
            .duplicateKey("k0")
        ),
        // What nobody asks for is held to the same.
        Refused(
            ["id": 1, "later": ["deep": [1, ["x": 1, "y": 1, "x": 2]]]],
            "later.deep[1].x",
            .duplicateKey("x")
        ),
        Refused(
            ["id": 1, "later": .map([.init(7, 8), .init("x", 0), .init("x", 0)])],
            "later.x",
            .duplicateKey("x")
        ),
    ]

    static let types: [Refused] = [
        Refused([], "", .wrongType(expected: "a map", found: "an array")),
        Refused(["id": "1"], "id", .wrongType(expected: "an integer", found: "text")),
        Refused(
            ["id": 1.0],
            "id",
            .wrongType(expected: "an integer", found: "a floating-point number")
        ),
        Refused(["id": .null], "id", .wrongType(expected: "an integer", found: "null")),
        Refused(["id": .tag(1, 1)], "id", .wrongType(expected: "an integer", found: "tag 1")),
        Refused(["id": 128], "id", .numberOutOfRange(type: "Int8")),
        Refused(["id": -129], "id", .numberOutOfRange(type: "Int8")),
        Refused(["id": .unsigned(.max)], "id", .numberOutOfRange(type: "Int8")),
        Refused(["id": .negative(.max)], "id", .numberOutOfRange(type: "Int8")),
        Refused(
            ["id": 1, "lines": .null],
            "lines",
            .wrongType(expected: "an array", found: "null")
        ),
        Refused(
            ["id": 1, "lines": ["x"]],
            "lines[0]",
            .wrongType(expected: "a map", found: "text")
        ),
    ]

    /// Each with the key of a line, and a value that it doesn't take.
    static let lines: [Refused] = [
        ("amount", .unsigned(1 << 63), .numberOutOfRange(type: "Int64")),
        ("amount", .negative(1 << 63), .numberOutOfRange(type: "Int64")),
        ("name", .bytes([65]), .wrongType(expected: "text", found: "a byte string")),
        ("name", .undefined, .wrongType(expected: "text", found: "undefined")),
        ("weight", 1, .wrongType(expected: "a floating-point number", found: "an integer")),
        ("weight", 0.1, .numberOutOfRange(type: "Float")),
        ("weight", 1e300, .numberOutOfRange(type: "Float")),
        ("isPaid", 1, .wrongType(expected: "a boolean", found: "an integer")),
        ("isPaid", .simple(19), .wrongType(expected: "a boolean", found: "simple value 19")),
        (
            "owner", .bytes(.init(repeating: 0, count: 16)),
            .wrongType(expected: "a UUID (tag 37)", found: "a byte string")
        ),
        (
            "owner", .tag(37, "4a1c"), .wrongType(expected: "bytes in tag 37", found: "text")
        ),
        (
            "owner", .tag(37, .bytes([1])), .invalidValue("a UUID has 16 bytes, not 1")
        ),
        ("data", [1, 2], .wrongType(expected: "a byte string", found: "an array")),
        (
            "state", "gone",
            .unknownValue(found: "gone", known: ["open", "closed"])
        ),
        ("state", 1, .wrongType(expected: "text", found: "an integer")),
        ("size", 4, .unknownValue(found: "4", known: ["1", "2"])),
        ("hidden", "x", .unknownValue(found: "x", known: [])),
    ]
    .map { (key: String, value: Item, fault: CBORFault) in
        var pairs: [Item.Pair] = [.init(.text(key), value)]
        if key != "amount" { pairs.append(.init("amount", 1)) }
        let line = Item.map(pairs)
        return Refused(["id": 1, "lines": [["amount": 1], line]], "lines[1].\(key)", fault)
    }

    @Test(arguments: malformed + keys + types + lines)
    func `what is wrong is refused with its place`(_ refused: Refused) {
        let error = #expect(throws: CBORError.self) {
            try CBORDecoder().decode(Order.self, from: refused.bytes)
        }
        #expect(error?.path == refused.path)
        #expect(error?.fault == refused.fault)
    }

    @Test func `an unknown key's value is passed over, but must be well-formed`() throws {
        let bytes = Item.map([
            .init("later", [["deep": [.tag(99, 1.5), .null, .simple(3)]], .map([.init(7, 8)])]),
            .init("keysOfAnySort", .map([.init([1], 8), .init(7, [["a": 1]]), .init(7, 9)])),
            .init("id", 1),
        ]).encoded
        #expect(try CBORDecoder().decode(Order.self, from: bytes).id == 1)
        #expect(throws: CBORError.self) {
            try CBORDecoder().decode(Order.self, from: bytes.dropLast(5))
        }
    }

    @Test func `32 levels are read, 33 are not`() throws {
        func nested(_ levels: Int) -> [UInt8] {
            [UInt8](repeating: 0x81, count: levels - 1) + [0x80]
        }
        #expect(throws: Never.self) {
            try CBORReader.reading(nested(32)) { try $0.skip() }
            _ = try CBORDecoder().decode(Anything.self, from: nested(32))
        }
        let error = #expect(throws: CBORError.self) {
            try CBORDecoder().decode(Anything.self, from: nested(33))
        }
        #expect(error?.fault == .nestingTooDeep(limit: 32))
        #expect(error?.path == String(repeating: "[0]", count: 32))
        #expect(throws: CBORError.self) { try CBORReader.reading(nested(33)) { try $0.skip() } }
    }

    @Test(arguments: [[0x81], [0x9F], [0xA1, 0x60], [0xBF, 0x60], [0xC1]] as [[UInt8]])
    func `100,000 levels are passed over without recursion`(_ opening: [UInt8]) throws {
        let levels = 100_000
        let isIndefinite = opening[0] & 31 == 31
        let bytes: [UInt8] =
            (0..<levels).flatMap { _ in opening } + [0]
            + (isIndefinite ? [UInt8](repeating: 0xFF, count: levels) : [])
        try bytes.withUnsafeBytes { buffer in
            var reader = CBORReader(buffer, limits: CBORLimits(depth: levels))
            try reader.skip()
            try reader.finish()
        }
        // Cut short, the path is looked for in all these levels.
        #expect(throws: CBORError.self) {
            try bytes.dropLast().withUnsafeBytes { buffer in
                var reader = CBORReader(buffer, limits: CBORLimits(depth: levels))
                try reader.skip()
            }
        }
    }

    @Test func `an input beyond the limit is refused unread`() {
        let error = #expect(throws: CBORError.self) {
            try CBORDecoder(limits: CBORLimits(inputBytes: 4))
                .decode([Int].self, from: [0x84, 1, 2, 3, 4])
        }
        #expect(error?.fault == .inputTooLarge(limit: 4))
    }

    @Test func `an array that ends early says which element is missing`() {
        struct Pair: Decodable {
            init(from decoder: any Decoder) throws {
                var container = try decoder.unkeyedContainer()
                _ = try container.decode(Int.self)
                _ = try container.decode(Int.self)
            }
        }
        let error = #expect(throws: CBORError.self) {
            try CBORDecoder().decode([String: Pair].self, from: Item.encoded(["p": [1]]))
        }
        #expect(error?.path == "p[1]")
        #expect(error?.fault == .missingKey("1"))
    }

    @Test func `every fault has a rule of its own sort, and words`() {
        let refused = Self.malformed + Self.keys + Self.types + Self.lines
        let rules = Set(refused.map(\.fault.rule))
        #expect(
            rules == [
                "truncated", "trailing", "cbor", "utf8", "duplicate", "required", "type", "range",
                "oneOf", "form",
            ]
        )
        #expect(refused.allSatisfy { !"\($0.fault)".isEmpty })
    }

    @Test func `a message for people names place, fault and byte`() {
        let error = CBORError(path: "lines[2].amount", offset: 17, fault: .truncated)
        #expect("\(error)" == "lines[2].amount: the input ends too early (at byte 17)")
    }
}

extension Item {
    fileprivate static func encoded(_ item: Item) -> [UInt8] { item.encoded }
}
