import OctopusCBOR
import OctopusContract
import FoundationEssentials
import OctopusServiceKit
import Testing

@testable import OctopusMesh

@Suite struct FrameTests {
    private static let position = LogPosition(
        service: "identity",
        shard: 2,
        epoch: UUID(),
        seq: 1 << 40
    )

    static let headers: [FrameHeader] = [
        .hello(
            HelloHeader(
                versions: [1, 2],
                library: "octopus",
                libraryVersion: "0.1",
                instance: "till 4"
            )
        ),
        .welcome(
            WelcomeHeader(
                version: 1,
                sessionID: 1 << 60,
                service: "loyalty",
                shard: 1,
                contractHash: [1, 2, 3],
                nowMilliseconds: 123_456,
                maxHeaderBytes: 16384,
                maxBodyBytes: 1 << 20,
                inFlight: 128
            )
        ),
        .request(RequestHeader(callID: 1, sessionID: 2, method: "a.v1/B")),
        .request(
            RequestHeader(
                callID: 300,
                sessionID: 1 << 50,
                method: "loyalty.v1/AwardPoints",
                expiresAtMilliseconds: 99_999,
                routingKey: UUID(),
                idempotencyKey: UUID(),
                attempt: 3,
                token: "eyJ",
                tokenNumber: 7,
                trace: "00-ab-cd-01",
                seen: [position, position]
            )
        ),
        .reply(ReplyHeader(callID: 1, status: .ok)),
        .reply(
            ReplyHeader(
                callID: 1,
                status: .resourceExhausted,
                effect: .notStarted,
                position: position,
                retryAfterMilliseconds: 50
            )
        ),
        .cancel(CancelHeader(callID: 1, sessionID: 2)),
        .ping(PingHeader(nonce: .max, sessionID: 2)),
        .pong(PongHeader(nonce: 1, sessionID: 2, nowMilliseconds: 3)),
        .goAway(reason: "restart"),
        .reset(ResetHeader(sessionID: 0, reason: "malformed")),
        .reset(ResetHeader(sessionID: 1, reason: "unknownSession", callID: 5)),
    ]

    @Test(arguments: headers)
    func `every header comes back as it was written`(header: FrameHeader) throws {
        let frame = Frame(header, body: [1, 2, 3])
        #expect(try Frame(parsing: frame.serialized()) == frame)
        let message = ZMQMessage()
        frame.write(to: message)
        #expect(message.array == frame.serialized())
        #expect(try Frame(parsing: Frame(header).serialized()).body == [])
    }

    /// A header has exactly the keys that the contract prints for its kind.
    @Test(arguments: headers)
    func `headers keep the contract's table`(header: FrameHeader) throws {
        let bytes = Frame(header).serialized()
        let keys = try CBORReader.reading(Array(bytes[8...])) { reader in
            var keys: Set<HeaderKey> = []
            for _ in 0..<(try reader.map() ?? 0) {
                let key = try #require(HeaderKey(rawValue: UInt8(try reader.unsigned())))
                keys.insert(key)
                try reader.skip()
            }
            return keys
        }
        #expect(keys.isSuperset(of: header.kind.requiredKeys))
        #expect(keys.isSubset(of: header.kind.requiredKeys + header.kind.optionalKeys))
    }

    @Test(arguments: headers)
    func `a header that lacks a required key is refused by its name`(header: FrameHeader) throws {
        for key in header.kind.requiredKeys where !(header.kind == .pong && key == .now) {
            let bytes = try Self.without(key, Frame(header).serialized())
            #expect(throws: FrameFault.missingKey(key)) { try Frame(parsing: bytes) }
        }
    }

    @Test func `unknown keys are ignored, whatever they hold`() throws {
        var writer = CBORWriter()
        writer.map(count: 5)
        writer.unsigned(200)
        writer.array(count: 1)
        writer.map(count: 0)
        writer.integer(-1)
        writer.text("critical?")
        writer.text("name")
        writer.null()
        writer.unsigned(17)
        writer.unsigned(9)
        writer.unsigned(2)
        writer.unsigned(8)
        let frame = try Frame(parsing: Self.frame(.ping, header: writer.bytes))
        #expect(frame.header == .ping(PingHeader(nonce: 9, sessionID: 8)))
    }

    @Test func `a map of indefinite length is a header too`() throws {
        let header: [UInt8] = [0xBF, 17, 9, 2, 8, 0xFF]
        let frame = try Frame(parsing: Self.frame(.ping, header: header))
        #expect(frame.header == .ping(PingHeader(nonce: 9, sessionID: 8)))
    }

    @Test func `a status that is not known yet is read as unknown`() throws {
        let frame = try Frame(
            parsing: Self.frame(.reply, header: [0xA3, 1, 4, 12, 0x18, 99, 13, 9])
        )
        #expect(frame.header == .reply(ReplyHeader(callID: 4, status: .unknown, effect: .unknown)))
    }

    @Test func `faults say what is wrong`() {
        #expect(throws: FrameFault.tooShort(count: 3)) { try Frame(parsing: [0x4F, 0x4D, 1]) }
        #expect(throws: FrameFault.wrongMagic) {
            try Frame(parsing: [UInt8](repeating: 0, count: 8))
        }
        #expect(throws: FrameFault.unknownVersion(9)) {
            try Frame(parsing: [0x4F, 0x4D, 9, 1, 0, 0, 0, 0])
        }
        #expect(throws: FrameFault.unknownKind(0)) {
            try Frame(parsing: [0x4F, 0x4D, 1, 0, 0, 0, 0, 0])
        }
        #expect(throws: FrameFault.headerTooLong(count: 5, limit: 1)) {
            try Frame(parsing: [0x4F, 0x4D, 1, 6, 0, 0, 0, 5, 0xA0])
        }
        #expect(throws: FrameFault.duplicateKey(.nonce)) {
            try Frame(parsing: Self.frame(.ping, header: [0xA3, 17, 1, 2, 1, 17, 1]))
        }
        let wrongType = #expect(throws: FrameFault.self) {
            try Frame(parsing: Self.frame(.ping, header: [0xA2, 17, 0x61, 0x61, 2, 1]))
        }
        #expect(wrongType?.description.contains("unsigned integer") == true)
    }

    /// Flipped, cut and grown frames are refused or read, and nothing else happens.
    @Test func `damaged frames never trap`() {
        var random = SeededGenerator(seed: 7)
        let originals = Self.headers.map { Frame($0, body: [0xA0]).serialized() }
        var readable = 0
        for round in 0..<60_000 {
            var bytes = originals[round % originals.count]
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes.removeLast(Int.random(in: 0...min(6, bytes.count), using: &random))
                case 1: bytes.append(UInt8.random(in: 0...255, using: &random))
                default:
                    guard !bytes.isEmpty else { continue }
                    let index = Int.random(in: 0..<bytes.count, using: &random)
                    bytes[index] = UInt8.random(in: 0...255, using: &random)
                }
            }
            if (try? Frame(parsing: bytes)) != nil { readable += 1 }
        }
        #expect(readable > 100)
    }

    private static func frame(_ kind: FrameKind, header: [UInt8]) -> [UInt8] {
        [0x4F, 0x4D, 1, kind.rawValue, 0, 0, 0, UInt8(header.count)] + header
    }

    private static func without(_ removed: HeaderKey, _ bytes: [UInt8]) throws -> [UInt8] {
        let old = Array(bytes[8...])
        var pairs: [UInt8] = []
        var count = 0
        try CBORReader.reading(old) { reader in
            for _ in 0..<(try reader.map() ?? 0) {
                let start = reader.offset
                let key = try reader.unsigned()
                try reader.skip()
                guard key != UInt64(removed.rawValue) else { continue }
                pairs += old[start..<reader.offset]
                count += 1
            }
        }
        let header = [0xA0 + UInt8(count)] + pairs
        return Array(bytes[..<4]) + [0, 0, UInt8(header.count >> 8), UInt8(header.count & 255)]
            + header
    }
}
