import COctopusZeroMQ
import OctopusContract
import Testing

@testable import OctopusMesh

/// Sessions and calls over real sockets, as a client of another language sees them.
@Suite struct SessionTests {
    @Test func `a greeting opens a session and tells the limits`() async throws {
        try await ServerFixture.run { fixture in
            let client = fixture.client()
            let before = MonotonicClock.nowMilliseconds
            let welcome = try #require(await client.open())
            #expect(welcome.version == 1)
            #expect(welcome.sessionID != 0)
            #expect(welcome.service == "test" && welcome.shard == 3)
            #expect(welcome.contractHash == [1, 2, 3])
            #expect(welcome.maxHeaderBytes == 16 * 1024 && welcome.maxBodyBytes == 1024 * 1024)
            #expect(welcome.inFlight == 128)
            #expect((before...MonotonicClock.nowMilliseconds).contains(welcome.nowMilliseconds))
        }
    }

    @Test func `a greeting without a common version is reset`() async throws {
        try await ServerFixture.run { fixture in
            let client = fixture.client()
            let answer = try #require(await client.hello(versions: [7, 8]))
            #expect(answer.header == .reset(ResetHeader(sessionID: 0, reason: "version")))
            #expect(await client.open() != nil)
        }
    }

    @Test func `a call is answered with its id and body`() async throws {
        try await ServerFixture.run { fixture in
            let client = fixture.client()
            await client.open()
            for id in UInt64(1)...300 {
                client.request(id, "test.v1/Echo", body: [UInt8(id & 0x17)])
                let reply = try #require(await client.receiveReply())
                #expect(reply.header.callID == id && reply.header.status == .ok)
                #expect(reply.body == [UInt8(id & 0x17)])
            }
        }
    }

    @Test func `a token is sent once and named by its number`() async throws {
        try await ServerFixture.run { fixture in
            let client = fixture.client()
            await client.open()
            client.request(1, "test.v1/Token", token: "secret", tokenNumber: 4)
            #expect(await client.receiveReply()?.body == Array("secret".utf8))
            client.request(2, "test.v1/Token", tokenNumber: 4)
            #expect(await client.receiveReply()?.body == Array("secret".utf8))
            client.request(3, "test.v1/Token", tokenNumber: 5)
            let reply = try #require(await client.receiveReply())
            #expect(reply.header.status == .unauthenticated && reply.header.effect == .notStarted)
            #expect(reason(of: reply.body) == "unknownToken")
        }
    }

    @Test func `unknown methods and expired calls are refused before anything runs`() async throws {
        try await ServerFixture.run { fixture in
            let client = fixture.client()
            await client.open()
            client.request(1, "test.v1/Nothing")
            let unknown = try #require(await client.receiveReply())
            #expect(unknown.header.status == .unimplemented && unknown.header.effect == Effect.none)
            #expect(reason(of: unknown.body) == "unknownMethod")
            client.request(2, "test.v1/Echo", expiresInMilliseconds: -1)
            let late = try #require(await client.receiveReply())
            #expect(late.header.status == .deadlineExceeded && late.header.effect == .notStarted)
            #expect(fixture.handler.began.isEmpty)
        }
    }

    @Test func `a call id that does not rise is dropped, so a replayed frame does nothing`()
        async throws
    {
        try await ServerFixture.run { fixture in
            let client = fixture.client()
            await client.open()
            for id in [5, 5, 4, 6] as [UInt64] { client.request(id, "test.v1/Echo") }
            #expect(await client.receiveReply()?.header.callID == 5)
            #expect(await client.receiveReply()?.header.callID == 6)
            #expect(fixture.handler.began.count == 2)
        }
    }

    @Test func `another's session is as unknown as none, and the owner keeps it`() async throws {
        try await ServerFixture.run { fixture in
            let owner = fixture.client(named: "owner")
            let thief = fixture.client(named: "thief")
            await owner.open()
            await thief.open()
            thief.request(9, "test.v1/Echo", sessionID: owner.sessionID)
            let reset = try #require(await thief.receiveReset())
            #expect(
                reset
                    == ResetHeader(
                        sessionID: owner.sessionID,
                        reason: "unknownSession",
                        callID: 9
                    )
            )
            thief.send(.ping(PingHeader(nonce: 1, sessionID: owner.sessionID)))
            #expect(await thief.receiveReset()?.callID == nil)
            owner.request(1, "test.v1/Echo", body: [1])
            #expect(await owner.receiveReply()?.body == [1])
        }
    }

    @Test func `a ping is answered with the clock, and of an unknown session with a reset`()
        async throws
    {
        try await ServerFixture.run { fixture in
            let client = fixture.client()
            await client.open()
            client.send(.ping(PingHeader(nonce: 77, sessionID: client.sessionID)))
            guard case .pong(let pong) = try #require(await client.receive()).header else {
                Issue.record("no PONG")
                return
            }
            #expect(pong.nonce == 77 && pong.sessionID == client.sessionID)
            client.send(.ping(PingHeader(nonce: 1, sessionID: 42)))
            #expect(
                await client.receiveReset() == ResetHeader(sessionID: 42, reason: "unknownSession")
            )
        }
    }

    @Test func `a cancelled call is cancelled in its handler and answered`() async throws {
        try await ServerFixture.run { fixture in
            let client = fixture.client()
            await client.open()
            client.request(1, "test.v1/Hold")
            client.send(.cancel(CancelHeader(callID: 1, sessionID: client.sessionID)))
            let reply = try #require(await client.receiveReply())
            #expect(reply.header.callID == 1 && reply.header.status == .cancelled)
        }
    }

    @Test func `a reset for a cancel vouches for no call`() async throws {
        try await ServerFixture.run { fixture in
            let client = fixture.client()
            await client.open()
            client.send(.cancel(CancelHeader(callID: 1, sessionID: 42)))
            #expect(
                await client.receiveReset() == ResetHeader(sessionID: 42, reason: "unknownSession")
            )
        }
    }

    @Test func `a call that expires while it runs is cancelled`() async throws {
        try await ServerFixture.run { fixture in
            let client = fixture.client()
            await client.open()
            client.request(1, "test.v1/Hold", expiresInMilliseconds: 50)
            #expect(await client.receiveReply()?.header.callID == 1)
        }
    }

    @Test func `a silent client is asked, and forgotten when it does not answer`() async throws {
        var limits = ServerLimits()
        limits.pingAfterMilliseconds = 20
        // Longer than tests beside this one, which compute for seconds, can keep it from its turn.
        limits.deadAfterMilliseconds = 6000
        try await ServerFixture.run(limits: limits) { fixture in
            let client = fixture.client()
            await client.open()
            client.request(1, "test.v1/Hold")
            guard case .ping(let ping) = try #require(await client.receive()).header else {
                Issue.record("no PING")
                return
            }
            #expect(ping.sessionID == client.sessionID)
            // The PING may come before the call has begun.
            await eventually { fixture.handler.gate.waitingCount == 1 }
            client.send(
                .pong(PongHeader(nonce: ping.nonce, sessionID: ping.sessionID, nowMilliseconds: 0))
            )
            // The next one is not answered; the session ends, and its call is cancelled.
            await eventually { fixture.handler.gate.waitingCount == 0 }
            client.send(.ping(PingHeader(nonce: 1, sessionID: client.sessionID)))
            #expect(await client.receiveReset()?.reason == "unknownSession")
        }
    }
}
