import OctopusCBOR
import OctopusContract
import Testing

@testable import OctopusMesh

/// A header of a request, item by item, so that it can be wrong.
private struct RawHeader {
    var writer = CBORWriter()
    private let session: UInt64

    init(pairs: Int, session: UInt64) {
        self.session = session
        writer.map(count: pairs)
    }

    mutating func call(_ id: UInt64) {
        writer.unsigned(UInt64(HeaderKey.callID.rawValue))
        writer.unsigned(id)
        writer.unsigned(UInt64(HeaderKey.sessionID.rawValue))
        writer.unsigned(session)
    }

    mutating func text(_ key: HeaderKey, _ text: String) {
        writer.unsigned(UInt64(key.rawValue))
        writer.text(text)
    }

    func frame(more: [UInt8] = [], body: [UInt8] = []) -> [UInt8] {
        let header = writer.bytes + more
        let count = UInt32(header.count)
        return [0x4F, 0x4D, 1, 3]
            + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: count >> $0) } + header + body
    }
}

/// Requests that can't be read, of which the call can.
@Suite struct UnreadableTests {
    /// What is wrong with a request, and where its violation says so.
    struct Wrong: Sendable, CustomStringConvertible {
        let description: String
        let path: String
        let rule: String
        let make: @Sendable (UInt64, UInt64) -> [UInt8]
    }

    private static let method = "test.v1/Echo"

    private static func raw(
        _ pairs: Int,
        _ id: UInt64,
        _ session: UInt64,
        more: [UInt8] = [],
        _ body: (inout RawHeader) -> Void = { $0.text(.method, method) }
    ) -> [UInt8] {
        var header = RawHeader(pairs: pairs, session: session)
        header.call(id)
        body(&header)
        return header.frame(more: more)
    }

    static let wrong: [Wrong] = [
        Wrong(description: "no method", path: "header.method", rule: "required") {
            raw(2, $0, $1) { _ in }
        },
        Wrong(description: "a method that is a number", path: "header", rule: "malformed") {
            raw(3, $0, $1) { header in
                header.writer.unsigned(3)
                header.writer.unsigned(5)
            }
        },
        Wrong(description: "a key twice", path: "header.method", rule: "duplicate") {
            raw(4, $0, $1) { header in
                header.text(.method, method)
                header.text(.method, method)
            }
        },
        Wrong(description: "bytes behind the header's map", path: "header", rule: "malformed") {
            raw(3, $0, $1, more: [0, 0])
        },
        Wrong(description: "a map that claims more pairs", path: "header", rule: "malformed") {
            raw(9, $0, $1)
        },
        Wrong(description: "a method that is no UTF-8", path: "header", rule: "malformed") {
            raw(3, $0, $1, more: [3, 0x62, 0xC3, 0x28]) { _ in }
        },
        Wrong(description: "a key of too few bytes", path: "header", rule: "malformed") {
            raw(4, $0, $1, more: [6, 0xD8, 0x25, 0x41, 0]) { $0.text(.method, method) }
        },
        Wrong(description: "a header over its limit", path: "header", rule: "size") {
            raw(3, $0, $1) { $0.text(.method, String(repeating: "x", count: 17 * 1024)) }
        },
    ]

    @Test(arguments: wrong)
    func `a call whose header is wrong is refused with the place`(_ wrong: Wrong) async throws {
        try await ServerFixture.run { fixture in
            let client = fixture.client()
            await client.open()
            client.send([wrong.make(7, client.sessionID)])
            let reply = try #require(await client.receiveReply())
            #expect(reply.header.callID == 7)
            #expect(reply.header.status == .invalidArgument)
            #expect(reply.header.effect == .notStarted)
            let error = try CBORDecoder().decode(ErrorReply.self, from: reply.body)
            #expect(error.reason == (wrong.rule == "size" ? "tooLarge" : "malformed"))
            #expect(error.violations.map(\.path) == [wrong.path])
            #expect(error.violations.map(\.rule) == [wrong.rule])
            // The session goes on, and its numbers rise.
            client.request(7, Self.method, body: [1])
            client.request(8, Self.method, body: [5])
            #expect(await client.receiveReply()?.header.callID == 8)
            #expect(fixture.handler.began == ["client"])
        }
    }

    @Test func `a body over its limit is refused as too large, and one of the limit is taken`()
        async throws
    {
        try await ServerFixture.run { fixture in
            let client = fixture.client()
            await client.open()
            for (id, over) in [1, 2, 10_000].enumerated() {
                let body = [UInt8](repeating: 0, count: 1024 * 1024 + over)
                client.request(UInt64(id + 1), Self.method, body: body)
                let reply = try #require(await client.receiveReply())
                #expect(reply.header.callID == UInt64(id + 1))
                #expect(reason(of: reply.body) == "tooLarge")
            }
            client.request(9, Self.method, body: [UInt8](repeating: 0, count: 1024 * 1024))
            #expect(await client.receiveReply()?.body.count == 1024 * 1024)
        }
    }

    @Test func `numbers in longer forms than needed are numbers`() async throws {
        try await ServerFixture.run { fixture in
            let client = fixture.client()
            await client.open()
            var header = RawHeader(pairs: 3, session: client.sessionID)
            // Call id 7 in nine bytes, under a key in three.
            header.writer = CBORWriter()
            header.writer.map(count: 3)
            var bytes = header.writer.bytes + [0x19, 0, 1, 0x1B, 0, 0, 0, 0, 0, 0, 0, 7]
            header.writer = CBORWriter()
            header.writer.unsigned(2)
            header.writer.unsigned(client.sessionID)
            header.text(.method, Self.method)
            bytes += header.writer.bytes
            client.send([[0x4F, 0x4D, 1, 3, 0, 0, 0, UInt8(bytes.count)] + bytes + [5]])
            let reply = try #require(await client.receiveReply())
            #expect(reply.header.callID == 7)
            #expect(reply.body == [5])
        }
    }

    @Test func `a wrong header of a session that is not there resets that call`() async throws {
        try await ServerFixture.run { fixture in
            let client = fixture.client()
            await client.open()
            client.send([Self.raw(2, 3, 99) { _ in }])
            #expect(
                await client.receiveReset()
                    == ResetHeader(sessionID: 99, reason: "unknownSession", callID: 3)
            )
            // Two call ids are none, and one without a session names the call alone.
            var twice = RawHeader(pairs: 4, session: client.sessionID)
            twice.call(3)
            twice.call(4)
            client.send([twice.frame()])
            #expect(await client.receiveReset() == ResetHeader(sessionID: 0, reason: "malformed"))
            client.send([[0x4F, 0x4D, 1, 3, 0, 0, 0, 3, 0xA1, 1, 5]])
            #expect(
                await client.receiveReset()
                    == ResetHeader(sessionID: 0, reason: "malformed", callID: 5)
            )
        }
    }

    @Test func `a revoked program's wrong frame is answered as revoked`() async throws {
        try await ServerFixture.run { fixture in
            let keys = CurveKeyPair.generate()
            let client = fixture.client(keys: keys)
            await client.open()
            fixture.directory.revoke(keys.publicKey)
            client.send([Self.raw(2, 3, client.sessionID) { _ in }])
            #expect(await client.receiveReset()?.reason == "revoked")
        }
    }

    @Test func `a reply that no frame carries is an error of its call`() async throws {
        try await ServerFixture.run { fixture in
            let client = fixture.client()
            await client.open()
            for id in UInt64(1)...3 {
                client.request(id, "test.v1/Huge")
                let reply = try #require(await client.receiveReply())
                #expect(reply.header.callID == id)
                #expect(reply.header.status == .internal)
                // It was done, and that is what the caller must know.
                #expect(reply.header.effect == .committed)
                #expect(reason(of: reply.body) == "replyTooLarge")
            }
        }
    }
}
