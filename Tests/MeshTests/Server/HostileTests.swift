import COctopusZeroMQ
import OctopusContract
import Glibc
import Testing

@testable import OctopusMesh

/// What hostile and mistaken peers get, and that the others don't notice.
@Suite struct HostileTests {
    private static let prefix: [UInt8] = [0x4F, 0x4D, 1, 3]

    @Test(
        arguments: [
            ([], "malformed"),
            ([0x4F], "malformed"),
            (Array("GET / HTTP/1.1\r\n\r\n".utf8), "malformed"),
            ([0x4F, 0x4D, 2, 3, 0, 0, 0, 0], "version"),
            ([0x4F, 0x4D, 1, 99, 0, 0, 0, 0], "malformed"),
            // A header that the frame does not have, one that is no map, one that lacks keys.
            (prefix + [0xFF, 0xFF, 0xFF, 0xFF], "malformed"),
            (prefix + [0, 0, 0, 9, 0xA0], "malformed"),
            (prefix + [0, 0, 0, 1, 0x80], "malformed"),
            (prefix + [0, 0, 0, 1, 0xA0], "malformed"),
            (prefix + [0, 0, 0, 1, 0xBF], "malformed"),
            // A key twice; text that claims 2^63 bytes.
            (prefix + [0, 0, 0, 5, 0xA2, 1, 1, 1, 2], "malformed"),
            (
                prefix + [
                    0, 0, 0, 11, 0xA1, 3, 0x7B, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
                ], "malformed"
            ),
            // A frame that only a service sends.
            (Frame(.goAway(reason: "go")).serialized(), "unexpectedKind"),
        ] as [([UInt8], String)]
    )
    func `what is no frame is answered with a reason`(bytes: [UInt8], reason: String) async throws {
        try await ServerFixture.run { fixture in
            let client = fixture.client()
            await client.open()
            client.send([bytes])
            #expect(await client.receiveReset() == ResetHeader(sessionID: 0, reason: reason))
            client.request(1, "test.v1/Echo", body: [5])
            #expect(await client.receiveReply()?.body == [5])
        }
    }

    /// Trap 5.
    @Test func `a message beyond the longest frame ends its connection, and nobody else's`()
        async throws
    {
        try await ServerFixture.run { fixture in
            let other = fixture.client(named: "other")
            await other.open()
            let client = fixture.client()
            await client.open()
            client.send([[UInt8](repeating: 0, count: 3 * 1024 * 1024)])
            #expect(await client.sees(ZMQ_EVENT_DISCONNECTED))
            other.request(1, "test.v1/Echo", body: [5])
            #expect(await other.receiveReply()?.body == [5])
        }
    }

    @Test func `a REQ socket's delimiter is answered so that it hears`() async throws {
        try await ServerFixture.run { fixture in
            let client = fixture.client(kind: .request)
            client.send([
                Frame(
                    .hello(
                        HelloHeader(
                            versions: [1],
                            library: "req",
                            libraryVersion: "1",
                            instance: "i"
                        )
                    )
                ).serialized()
            ])
            #expect(await client.receiveReset()?.reason == "notOneFrame")
        }
    }

    @Test func `messages of many parts are refused and forgotten`() async throws {
        try await ServerFixture.run { fixture in
            let client = fixture.client()
            await client.open()
            client.send([[1], [2]])
            #expect(await client.receiveReset()?.reason == "notOneFrame")
            client.send([[UInt8]](repeating: [UInt8](repeating: 9, count: 1000), count: 5000))
            #expect(await client.receiveReset()?.reason == "notOneFrame")
            client.request(1, "test.v1/Echo", body: [5])
            #expect(await client.receiveReply()?.body == [5])
        }
    }

    /// Trap 8.
    @Test func `a client that chose its routing id is told that none may`() async throws {
        try await ServerFixture.run { fixture in
            let client = fixture.client(routingID: "till")
            #expect(
                await client.hello()?.header
                    == .reset(ResetHeader(sessionID: 0, reason: "routingIDChosen"))
            )
        }
    }

    /// Trap 3.
    @Test func `a key that is not registered does not get in`() async throws {
        try await ServerFixture.run { fixture in
            let stranger = RawClient(
                to: fixture.server.boundEndpoint,
                serverKey: fixture.keys.publicKey
            )
            #expect(await stranger.sees(ZMQ_EVENT_HANDSHAKE_FAILED_AUTH))
        }
    }

    /// Trap 3: without the enforced domain, libzmq lets everybody in here.
    @Test func `with the ZAP handler gone nobody gets in, and who is in goes on`() async throws {
        try await ServerFixture.run { fixture in
            let client = fixture.client()
            await client.open()
            let thread = fixture.thread
            let handler = try #require(thread.performAndWait { thread.existingZAPHandler })
            thread.detach(try #require(handler))
            let late = fixture.client(named: "late")
            late.sayHello()
            #expect(await late.receive(withinMilliseconds: 500) == nil)
            client.request(1, "test.v1/Echo", body: [5])
            #expect(await client.receiveReply()?.body == [5])
        }
    }

    @Test func `a wrong server key gets nothing, and the right one heals it`() async throws {
        try await ServerFixture.run { fixture in
            let keys = CurveKeyPair.generate()
            fixture.directory.register(keys.publicKey, "client")
            let mistaken = RawClient(
                to: fixture.server.boundEndpoint,
                serverKey: CurveKeyPair.generate().publicKey,
                keys: keys
            )
            #expect(await mistaken.sees(ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL))
            let client = fixture.client(keys: keys)
            #expect(await client.open() != nil)
        }
    }

    @Test func `a key that is revoked is refused on its next frame, and its calls end`()
        async throws
    {
        try await ServerFixture.run { fixture in
            let keys = CurveKeyPair.generate()
            let client = fixture.client(keys: keys)
            await client.open()
            client.request(1, "test.v1/Hold")
            await eventually { fixture.handler.gate.waitingCount >= 1 }
            fixture.directory.revoke(keys.publicKey)
            client.request(2, "test.v1/Echo")
            // The server's own look at its sessions may come before the frame.
            var reset = try #require(await client.receiveReset())
            if reset.callID == nil { reset = try #require(await client.receiveReset()) }
            #expect(reset.reason == "revoked" && reset.callID == 2)
            // The running call was cancelled, and its answer goes to nobody.
            await eventually { fixture.handler.gate.waitingCount == 0 }
            fixture.directory.register(keys.publicKey, "client")
            client.request(3, "test.v1/Echo")
            #expect(await client.receiveReset()?.reason == "unknownSession")
            #expect(await client.open() != nil)
        }
    }

    @Test func `bytes that are no ZeroMQ at all disturb nobody`() async throws {
        try await ServerFixture.run { fixture in
            let client = fixture.client()
            await client.open()
            var descriptors: [Int32] = []
            for _ in 0..<50 {
                let descriptor = fixture.connect()
                let text =
                    "GET / HTTP/1.1\r\nHost: octopus\r\n\r\n" + String(repeating: "x", count: 200)
                _ = send(descriptor, text, text.utf8.count, Int32(MSG_NOSIGNAL))
                descriptors.append(descriptor)
            }
            client.request(1, "test.v1/Echo", body: [5])
            #expect(await client.receiveReply()?.body == [5])
            for descriptor in descriptors { close(descriptor) }
        }
    }

    @Test func `a client that never answers PING is sent a bounded amount and then dropped`()
        async throws
    {
        var limits = ServerLimits()
        limits.unprovenBytes = 4_000_000
        limits.heldBytes = 4_000_000
        try await ServerFixture.run(limits: limits) { fixture in
            let deaf = fixture.client(named: "deaf")
            let other = fixture.client(named: "other")
            await deaf.open()
            await other.open()
            for id in UInt64(1)...40 { deaf.request(id, "test.v1/Large") }
            await eventually { fixture.server.load.sessions == 1 }
            other.request(1, "test.v1/Echo", body: [5])
            #expect(await other.receiveReply()?.body == [5])
            var received = 0
            while let frame = await deaf.receive(withinMilliseconds: 300) {
                received += frame.body.count
            }
            #expect((4_000_000...6_000_000).contains(received))
        }
    }

    @Test func `a client that answers PING gets as much as it asks for`() async throws {
        var limits = ServerLimits()
        limits.unprovenBytes = 4_000_000
        limits.heldBytes = 40_000_000
        try await ServerFixture.run(limits: limits) { fixture in
            let client = fixture.client()
            await client.open()
            for id in UInt64(1)...40 { client.request(id, "test.v1/Large") }
            var answered: [UInt64] = []
            while answered.count < 40, let frame = await client.receive() {
                switch frame.header {
                case .reply(let header): answered.append(header.callID)
                case .ping(let ping):
                    client.send(
                        .pong(
                            PongHeader(
                                nonce: ping.nonce,
                                sessionID: ping.sessionID,
                                nowMilliseconds: 0
                            )
                        )
                    )
                default: break
                }
            }
            #expect(answered == Array(1...40))
        }
    }
}
