import OctopusCBOR
import FoundationEssentials
import OctopusServiceKit
import Testing

@testable import OctopusCBOREcho

struct MutationTests {
    private static func mutate(_ bytes: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let place = Int.random(in: 0...bytes.count, using: &random)
            switch Int.random(in: 0..<5, using: &random) {
            case 0 where place < bytes.count:
                bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 1 where place < bytes.count: bytes[place] = .random(in: 0...255, using: &random)
            case 2: bytes.insert(.random(in: 0...255, using: &random), at: place)
            case 3 where place < bytes.count: bytes.remove(at: place)
            default: bytes.removeLast(min(bytes.count, Int.random(in: 0...4, using: &random)))
            }
        }
        return bytes
    }

    private static let everything = Result {
        try CBOREncoder().encode(RoundTripTests.Everything())
    }
    private static let small =
        Example.appendixA.map { [UInt8](hex: $0.hex) }
        + [[UInt8](hex: "bf 7f 6169 6164 ff 1b0000000000000001 6161 9f 9f 01 ff 9800 ff ff")]

    /// What one reader accepts the other accepts, and it means the same when written again.
    private func check<T: Codable>(_ type: T.Type, _ bytes: [UInt8]) throws -> Bool {
        guard let value = try? CBORDecoder().decode(type, from: bytes) else { return false }
        try CBORReader.reading(bytes) { reader in
            try reader.skip()
            try reader.finish()
        }
        let again = try CBOREncoder().encode(value)
        let reread = try CBORDecoder().decode(type, from: again)
        #expect(try CBOREncoder().encode(reread).count == again.count)
        return true
    }

    @Test(arguments: 0..<8)
    func `25,000 mutated messages are read or refused, and nothing traps`(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var accepted = (typed: 0, untyped: 0)
        let everything = try Self.everything.get()
        for round in 0..<25_000 {
            if round % 2 == 0 {
                let bytes = Self.mutate(everything, &random)
                if try check(RoundTripTests.Everything.self, bytes) { accepted.typed += 1 }
            } else {
                let bytes = Self.mutate(Self.small[round / 2 % Self.small.count], &random)
                if try check(Anything.self, bytes) { accepted.untyped += 1 }
            }
        }
        #expect(accepted.typed > 500)
        #expect(accepted.untyped > 500)
    }
}
