import CBOR
import FoundationEssentials
import Testing

struct MutationTests {
    /// SplitMix64: small, and the same on every machine.
    private struct Random: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }

    private static func mutate(_ bytes: [UInt8], _ random: inout Random) -> [UInt8] {
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

    /// Nothing traps; what the tree-less reader of values accepts, the item reader accepts, and
    /// what is accepted means the same when it is written again.
    @Test(arguments: 0..<8)
    func `25,000 mutated messages are read or refused`(_ seed: UInt64) throws {
        var random = Random(state: seed)
        let encoder = CBOREncoder()
        let decoder = CBORDecoder()
        let seeds =
            [
                try encoder.encode(RoundTripTests.Everything(id: UUID(), ids: [])),
                [UInt8](hex: "bf 7f 6169 6164 ff 1b0000000000000001 6161 9f 9f 01 ff 9800 ff ff"),
            ] + Example.appendixA.map { [UInt8](hex: $0.hex) }
        var accepted = 0
        for round in 0..<25_000 {
            let bytes = Self.mutate(seeds[round % (round % 2 == 0 ? 2 : seeds.count)], &random)
            _ = try? decoder.decode(RoundTripTests.Everything.self, from: bytes)
            guard let value = try? decoder.decode(Anything.self, from: bytes) else { continue }
            accepted += 1
            try CBORReader.reading(bytes) { reader in
                _ = try Item(from: &reader)
                try reader.finish()
            }
            let again = try encoder.encode(value)
            let reread = try decoder.decode(Anything.self, from: again)
            #expect(try encoder.encode(reread).count == again.count)
        }
        #expect(accepted > 500)
    }
}
