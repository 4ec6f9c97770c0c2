import OctopusCBOR
import FoundationEssentials
import OctopusServiceKit
import Testing

/// Values that are equal have one canonical form, however they are written.
struct CanonicalTests {
    @Test(arguments: [
        // Keys in another order, by their bytes: shorter ones first.
        ("a2 6162 02 6161 01", "a2 6161 01 6162 02"),
        ("a2 626161 01 6162 02", "a2 6162 02 626161 01"),
        ("a3 20 01 01 02 6161 03", "a3 01 02 20 01 6161 03"),
        // Lengths that are not said.
        ("bf 6161 01 ff", "a1 6161 01"),
        ("9f 01 02 ff", "82 01 02"),
        ("9f ff", "80"),
        ("bf ff", "a0"),
        ("7f 6161 6162 ff", "62 6162"),
        ("5f 4101 ff", "4101"),
        ("7f ff", "60"),
        // Longer heads than needed.
        ("18 05", "05"), ("19 0005", "05"), ("1a 00000005", "05"), ("1b 0000000000000005", "05"),
        ("39 0004", "24"), ("3b 00000000000000ff", "38 ff"), ("78 01 61", "61 61"),
        ("59 0001 07", "41 07"), ("98 01 05", "81 05"), ("b9 0001 6161 05", "a1 6161 05"),
        (
            "d9 0025 50 00112233445566778899aabbccddeeff",
            "d8 25 50 00112233445566778899aabbccddeeff"
        ),
        (
            "d8 25 58 10 00112233445566778899aabbccddeeff",
            "d8 25 50 00112233445566778899aabbccddeeff"
        ),
        // Numbers in more bits than they need.
        ("fb 3ff8000000000000", "f9 3e00"), ("fa 3fc00000", "f9 3e00"),
        ("fb 47efffffe0000000", "fa 7f7fffff"), ("fb 7ff8000000000000", "f9 7e00"),
        ("fa 7fc00001", "f9 7e00"), ("fb 8000000000000000", "f9 8000"),
        ("fb fff0000000000000", "f9 fc00"), ("fb 3e70000000000000", "f9 0001"),
        // The tag that says nothing, in front and inside.
        ("d9 d9f7 a1 6161 d9 d9f7 05", "a1 6161 05"),
        // Inside of each other, and inside of a key.
        (
            "bf 6162 bf 6164 01 6163 18 02 ff 6161 9f 19 0001 ff ff",
            "a2 6161 81 01 6162 a2 6163 02 6164 01"
        ),
        ("a1 82 1801 02 03", "a1 82 01 02 03"),
        // Keys that are equal once they are shortest go by their values.
        ("a2 01 02 1801 01", "a2 01 01 01 02"),
    ])
    func `one value, one form`(given: String, canonical: String) throws {
        let form = try CanonicalCBOR.form([UInt8](hex: given))
        #expect(form == [UInt8](hex: canonical))
        #expect(try CanonicalCBOR.form(form) == form)
    }

    @Test(arguments: [
        "a2 6161 01 6162 02", "05", "f9 3e00", "f5", "f6", "80", "60",
        "fb 3ff199999999999a", "c1 1a 514b67b0", "83 01 20 40",
    ])
    func `what has the form comes back uncopied`(hex: String) throws {
        let bytes = [UInt8](hex: hex)
        let form = try CanonicalCBOR.form(bytes)
        #expect(form == bytes)
        let before = bytes.withUnsafeBytes { $0.baseAddress }
        #expect(hex.hasPrefix("f") || form.withUnsafeBytes { $0.baseAddress } == before)
    }

    @Test(arguments: [
        "", "a1 6161", "a1", "9f", "bf 6161 ff", "ff", "c1", "c1 ff", "7f 4161 ff", "61 ff", "1c",
        "05 05", "a1 6161 05 00", "9b ffffffffffffffff", "bb ffffffffffffffff",
        "5b ffffffffffffffff",
        "f8 05", "82 01",
    ])
    func `what is no item is refused`(hex: String) {
        #expect(throws: CBORError.self) { try CanonicalCBOR.form([UInt8](hex: hex)) }
    }

    @Test func `a hostile depth of arrays, maps and tags does not touch the stack`() throws {
        let deep = [UInt8](repeating: 0x81, count: 1 << 20) + [0]
        let maps = [UInt8](repeating: 0xBF, count: 1 << 20)
        let tags = [UInt8](repeating: 0xC1, count: 1 << 20) + [0x18, 0x01]
        #expect(throws: CBORError.self) { try CanonicalCBOR.form(deep) }
        #expect(throws: CBORError.self) { try CanonicalCBOR.form(maps) }
        #expect(try CanonicalCBOR.form(tags).count == tags.count - 1)
    }

    /// A value written twice, each time with other heads, lengths, pieces and orders of keys.
    @Test(arguments: 0..<8)
    func `however a value is written, its form is the same`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            let value = Value.any(depth: 4, &random)
            let (one, other) = (value.bytes(&random), value.bytes(&random))
            let form = try CanonicalCBOR.form(one)
            #expect(try CanonicalCBOR.form(other) == form)
            #expect(try CanonicalCBOR.form(form) == form)
            let isRead = try reads(form)
            #expect(isRead)
            let another = Value.any(depth: 4, &random)
            if another != value {
                #expect(try CanonicalCBOR.form(another.bytes(&random)) != form)
            }
        }
    }

    private func reads(_ bytes: [UInt8]) throws -> Bool {
        try CBORReader.reading(bytes) { reader in
            try reader.skip()
            return reader.isAtEnd
        }
    }
}

private indirect enum Value: Hashable {
    case number(UInt64)
    case negative(UInt64)
    case text(String)
    case array([Value])
    case map([String: Value])
    case tagged(UInt64, Value)

    static func any(depth: Int, _ random: inout SeededGenerator) -> Value {
        switch Int.random(in: 0..<(depth > 0 ? 6 : 3), using: &random) {
        case 0: .number(random.next() >> UInt64.random(in: 0..<64, using: &random))
        case 1: .negative(random.next() >> UInt64.random(in: 0..<64, using: &random))
        case 2: .text(String(random.next() >> UInt64.random(in: 0..<64, using: &random)))
        case 3:
            .array(
                (0..<Int.random(in: 0..<5, using: &random)).map { _ in
                    any(depth: depth - 1, &random)
                }
            )
        case 4:
            .map(
                Dictionary(
                    (0..<Int.random(in: 0..<6, using: &random)).map { _ in
                        ("\(random.next() % 2000)", any(depth: depth - 1, &random))
                    },
                    uniquingKeysWith: { first, _ in first }
                )
            )
        default: .tagged(1 + random.next() % 300, any(depth: depth - 1, &random))
        }
    }

    func bytes(_ random: inout SeededGenerator) -> [UInt8] {
        let isOpen = Bool.random(using: &random)
        switch self {
        case .number(let number): return head(0, number, &random)
        case .negative(let number): return head(1, number, &random)
        case .text(let text):
            let bytes = Array(text.utf8)
            guard isOpen else { return head(3, UInt64(bytes.count), &random) + bytes }
            let middle = Int.random(in: 0...bytes.count, using: &random)
            let pieces = [bytes[..<middle], bytes[middle...]].map {
                head(3, UInt64($0.count), &random) + $0
            }
            return [0x7F] + pieces.joined() + [0xFF]
        case .array(let items):
            let content = items.flatMap { $0.bytes(&random) }
            return isOpen
                ? [0x9F] + content + [0xFF] : head(4, UInt64(items.count), &random) + content
        case .map(let pairs):
            let content = pairs.shuffled(using: &random).flatMap { key, value in
                Value.text(key).bytes(&random) + value.bytes(&random)
            }
            return isOpen
                ? [0xBF] + content + [0xFF] : head(5, UInt64(pairs.count), &random) + content
        case .tagged(let tag, let value):
            return head(6, tag, &random) + value.bytes(&random)
        }
    }

    /// A head in any of the lengths that hold its argument.
    private func head(
        _ major: UInt8,
        _ argument: UInt64,
        _ random: inout SeededGenerator
    ) -> [UInt8] {
        let lengths = [(23, 0), (0xFF, 1), (0xFFFF, 2), (0xFFFF_FFFF, 4), (UInt64.max, 8)]
        let fitting = lengths.filter { argument <= $0.0 }.map(\.1)
        let count = fitting.randomElement(using: &random) ?? 8
        guard count > 0 else { return [major << 5 | UInt8(argument)] }
        let info: UInt8 = [1: 24, 2: 25, 4: 26][count] ?? 27
        let bytes = (0..<count).reversed().map { UInt8(truncatingIfNeeded: argument >> (8 * $0)) }
        return [major << 5 | info] + bytes
    }
}
