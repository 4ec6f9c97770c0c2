import OctopusCBOR
import OctopusClient
import OctopusServiceKit
import Testing

@testable import OctopusCommandLine

struct ReplyDecoderTests {
    private static let damaged: [[UInt8]] = [
        [], [0x81], [0xFF], [0xA1, 0x61], [0x9F], [0x01, 0x01], [0x61, 0xFF],
        [0xBB, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
        [UInt8](repeating: 0x81, count: 100_000), [UInt8](repeating: 0xD9, count: 99),
    ]

    private let decoder = ReplyDecoder(types: RequestEncoderTests.types)

    @Test func `What a newer service adds is shown`() throws {
        var writer = CBORWriter()
        writer.map(count: 4)
        writer.text("text")
        writer.text("a")
        writer.text("level")
        writer.text("absolute")
        writer.text("at")
        writer.integer(0)
        writer.text("news")
        writer.array(count: 2)
        writer.unsigned(.max)
        writer.null()
        let json = try decoder.decode(writer.bytes, as: .named("Sample")).compact
        #expect(
            json
                == #"{"text":"a","level":"absolute","at":"1970-01-01T00:00:00Z","news":[18446744073709551615,null]}"#
        )
    }

    @Test func `What is not as described is shown as it is`() throws {
        var writer = CBORWriter()
        writer.map(count: 2)
        writer.text("text")
        writer.integer(-5)
        writer.integer(1)
        writer.double(.infinity)
        #expect(
            try decoder.decode(writer.bytes, as: .named("Sample")).compact
                == #"{"text":-5,"1":"inf"}"#
        )
        #expect(
            try decoder.decode([0x3B] + [UInt8](repeating: 0xFF, count: 8), as: nil).compact
                == "-18446744073709551616"
        )
    }

    @Test(arguments: damaged)
    func `What is no CBOR is refused`(bytes: [UInt8]) {
        #expect(throws: (any Error).self) { try decoder.decode(bytes, as: .named("Sample")) }
    }

    @Test func `A map that is a key of a map is refused before its JSON explodes`() {
        let bytes = [UInt8](repeating: 0xA1, count: 30) + [UInt8](repeating: 0xA0, count: 31)
        #expect(throws: CBORError.self) { try decoder.decode(bytes, as: nil) }
        #expect(throws: CBORError.self) { try decoder.decode([0xA1, 0x81, 1, 2], as: nil) }
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `Any bytes become JSON or an error`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<2000 {
            let count = Int.random(in: 0..<40, using: &random)
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
            guard let json = try? decoder.decode(bytes, as: .named("Sample")) else { continue }
            // Names may come twice in bytes that nobody checked; otherwise it is readable again.
            _ = try? JSONParser.parse(json.compact.utf8)
        }
    }
}
