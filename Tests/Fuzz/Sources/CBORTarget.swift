import OctopusCBOR
import OctopusClient

/// Two bytes choose a type; the rest is decoded into it.
///
/// What decodes is written again, no longer than it was, and comes back as the same value. What
/// does not is refused with a place that lies within the input. The untyped reader agrees.
enum CBORTarget: FuzzTarget {
    static let name = "cbor"
    private static let types = NamedChoice(MessageType.all, name: \.name)

    static func run(_ input: UnsafeRawBufferPointer) {
        var choices = Choices(input)
        let type = types.choose(&choices)
        type.check(choices.remainder)
    }

    static func seeds() throws -> [[UInt8]] {
        try MessageType.all.map { type in
            NamedChoice<MessageType>.bytes(choosing: type.name) + (try type.example())
        }
    }

    static func check<M: Codable & Equatable>(_ type: M.Type, _ bytes: UnsafeRawBufferPointer) {
        let isWellFormed = isWellFormed(bytes)
        let value: M
        do {
            value = try CBORDecoder().decode(type, from: bytes)
        } catch {
            guard let error = error as? CBORError else {
                fatalError("\(type) is refused with \(error)")
            }
            expect((0...bytes.count).contains(error.offset), "an offset beyond: \(error)")
            expect(!error.description.isEmpty, "an error without words")
            return
        }
        expect(isWellFormed, "\(type) is read from what is not well-formed")
        do {
            let written = try CBOREncoder().encode(value)
            expect(written.count <= bytes.count, "\(type) grows when it is written again")
            let again = try CBORDecoder().decode(type, from: written)
            // Not a number is no equal of itself, and a dictionary's order is its own affair.
            let isSame =
                try again == value || CBOREncoder().encode(again).sorted() == written.sorted()
            expect(isSame, "\(type): \(value) becomes \(again)")
        } catch {
            fatalError("\(type): what was read can't be written and read again: \(error)")
        }
    }

    private static func isWellFormed(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var reader = CBORReader(bytes)
        do {
            let range = try reader.skip()
            expect(range.lowerBound == 0 && range.upperBound <= bytes.count, "skipped too far")
            try reader.finish()
            return true
        } catch {
            expect((0...bytes.count).contains(error.offset), "an offset beyond: \(error)")
            return false
        }
    }
}
