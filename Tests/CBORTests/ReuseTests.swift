import OctopusCBOR
import Testing

/// Coders use their memory again: nothing of one message may be seen in another.
struct ReuseTests {
    private enum Keys: String, CodingKey { case a, b }

    private struct Encoding: Encodable {
        let body: (any Encoder) throws -> Void
        func encode(to encoder: any Encoder) throws { try body(encoder) }
    }

    private struct Keeping: Decodable {
        let kept: any Decoder
        init(from decoder: any Decoder) throws { kept = decoder }
    }

    /// The map of "a" to 1.
    private static let message: [UInt8] = [0xA1, 0x61, 0x61, 0x01]

    @Test func `an encoder that somebody keeps writes nothing into the next message`() throws {
        var kept: (any Encoder)?
        _ = try CBOREncoder().encode(Encoding { kept = $0 })
        let next = try CBOREncoder().encode(
            Encoding { encoder in
                var map = encoder.container(keyedBy: Keys.self)
                var stale = kept?.container(keyedBy: Keys.self)
                try? stale?.encode("stale", forKey: .b)
                try map.encode(1, forKey: .a)
            }
        )
        #expect(next == Self.message)
    }

    @Test func `messages are coded while another one is`() throws {
        struct Outer: Codable, Equatable {
            let b: [Int]

            init(b: [Int]) { self.b = b }

            init(from decoder: any Decoder) throws {
                let map = try decoder.container(keyedBy: Keys.self)
                let kept = try CBORDecoder().decode(Keeping.self, from: ReuseTests.message).kept
                #expect(
                    try CBORDecoder().decode([String: Int].self, from: ReuseTests.message) == [
                        "a": 1
                    ]
                )
                #expect(throws: CBORError.self) { try kept.container(keyedBy: Keys.self) }
                b = try map.decode([Int].self, forKey: .b)
            }

            func encode(to encoder: any Encoder) throws {
                var map = encoder.container(keyedBy: Keys.self)
                #expect(try CBOREncoder().encode(["a": 1]) == ReuseTests.message)
                try map.encode(b, forKey: .b)
            }
        }
        let bytes = try CBOREncoder().encode(Outer(b: [1, 2, 3]))
        #expect(bytes == [0xA1, 0x61, 0x62, 0x83, 1, 2, 3])
        #expect(try CBORDecoder().decode(Outer.self, from: bytes) == Outer(b: [1, 2, 3]))
    }

    @Test func `what failed or was large leaves nothing to the next message`() throws {
        struct Failure: Error {}
        let numbers = Array(0..<100_000)
        for _ in 0..<2 {
            #expect(throws: CBORError.self) {
                try CBORDecoder().decode(
                    [String: [[Int]]].self,
                    from: [0xA1, 0x61, 0x61, 0x81, 0x81]
                )
            }
            #expect(throws: CBORError.self) {
                try CBORDecoder().decode(
                    [String: Int].self,
                    from: [0xA2, 0x61, 0x61, 1, 0x61, 0x61]
                )
            }
            #expect(throws: Failure.self) {
                try CBOREncoder().encode(
                    Encoding { encoder in
                        var list = encoder.unkeyedContainer()
                        try list.encode([["a": 1]])
                        throw Failure()
                    }
                )
            }
            let bytes = try CBOREncoder().encode(["a": numbers])
            #expect(try CBORDecoder().decode([String: [Int]].self, from: bytes) == ["a": numbers])
            #expect(try CBOREncoder().encode(["a": 1]) == Self.message)
            #expect(try CBORDecoder().decode([String: Int].self, from: Self.message) == ["a": 1])
        }
    }

    @Test func `threads that code at the same time have each their own`() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<8 {
                group.addTask {
                    for number in 0..<500 {
                        let value = ["worker": [worker], "numbers": Array(0..<(number % 40))]
                        let bytes = try CBOREncoder().encode(value)
                        #expect(
                            try CBORDecoder().decode([String: [Int]].self, from: bytes) == value
                        )
                    }
                }
            }
            try await group.waitForAll()
        }
    }
}
