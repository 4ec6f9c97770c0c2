import OctopusCBOR
import OctopusContract
import Logging
import Testing

@testable import OctopusMesh

/// Limits, turns and draining over real sockets.
@Suite struct LoadTests {
    @Test func `a session has so many unanswered calls and no more`() async throws {
        var limits = ServerLimits()
        limits.inFlight = 4
        try await ServerFixture.run(limits: limits) { fixture in
            let client = fixture.client()
            await client.open()
            for id in UInt64(1)...6 { client.request(id, "test.v1/Hold") }
            for id in UInt64(5)...6 {
                let reply = try #require(await client.receiveReply())
                #expect(reply.header.callID == id)
                #expect(reply.header.status == .resourceExhausted)
                #expect(reply.header.effect == .notStarted)
                #expect(reply.header.retryAfterMilliseconds == 50)
                #expect(reason(of: reply.body) == "overloaded")
            }
            // Waiting reads have a limit of their own.
            client.request(7, "test.v1/Wait")
            await eventually { fixture.handler.gate.waitingCount >= 5 }
            fixture.handler.gate.open()
            var answered: Set<UInt64> = []
            for _ in 0..<5 {
                answered.insert(try #require(await client.receiveReply()).header.callID)
            }
            #expect(answered == [1, 2, 3, 4, 7])
        }
    }

    @Test func `waiting reads are limited for a session and for all`() async throws {
        var limits = ServerLimits()
        limits.waitingReadsInSession = 2
        limits.waitingReads = 3
        try await ServerFixture.run(limits: limits) { fixture in
            let one = fixture.client(named: "one")
            let two = fixture.client(named: "two")
            await one.open()
            await two.open()
            for id in UInt64(1)...3 { one.request(id, "test.v1/Wait") }
            #expect(await one.receiveReply()?.header.callID == 3)
            for id in UInt64(1)...2 { two.request(id, "test.v1/Wait") }
            let reply = try #require(await two.receiveReply())
            #expect(reply.header.callID == 2 && reply.header.status == .resourceExhausted)
        }
    }

    @Test func `principals take turns when handlers are scarce`() async throws {
        var limits = ServerLimits()
        limits.running = 1
        try await ServerFixture.run(limits: limits) { fixture in
            let greedy = fixture.client(named: "greedy")
            let modest = fixture.client(named: "modest")
            await greedy.open()
            await modest.open()
            for id in UInt64(1)...20 { greedy.request(id, "test.v1/Hold") }
            await eventually { fixture.server.load.queued >= 19 }
            for id in UInt64(1)...2 { modest.request(id, "test.v1/Hold") }
            await eventually { fixture.server.load.queued >= 21 }
            fixture.handler.gate.open()
            for _ in 0..<2 { #expect(await modest.receiveReply()?.header.status == .ok) }
            let began = fixture.handler.began
            let last = try #require(began.lastIndex(of: "modest"))
            #expect(last <= 4)
            for _ in 0..<20 { #expect(await greedy.receiveReply()?.header.status == .ok) }
        }
    }

    @Test func `a full queue has room for those who ask for little`() async throws {
        var limits = ServerLimits()
        limits.running = 1
        limits.queued = 4
        try await ServerFixture.run(limits: limits) { fixture in
            let greedy = fixture.client(named: "greedy")
            let modest = fixture.client(named: "modest")
            await greedy.open()
            await modest.open()
            for id in UInt64(1)...6 { greedy.request(id, "test.v1/Hold") }
            for id in UInt64(5)...6 {
                let refused = try #require(await greedy.receiveReply())
                #expect(refused.header.callID == id && refused.header.effect == .notStarted)
                #expect(refused.header.retryAfterMilliseconds == 50)
                let reply = try CBORDecoder().decode(ErrorReply.self, from: refused.body)
                #expect(reply.reason == "overloaded" && reply.retryAfterMs == 50)
                #expect(reply.violations.map(\.rule) == ["queue"])
                #expect(reply.violations.map(\.path) == ["tenant"])
                #expect(reply.debugId.hasSuffix("-\(id)"))
            }
            modest.request(1, "test.v1/Hold")
            await eventually { fixture.server.load.queued >= 4 }
            fixture.handler.gate.open()
            #expect(await modest.receiveReply()?.header.status == .ok)
        }
    }

    @Test func `what waits for its turn ends at once when it is taken back or expires`()
        async throws
    {
        var limits = ServerLimits()
        limits.running = 1
        try await ServerFixture.run(limits: limits) { fixture in
            let client = fixture.client()
            await client.open()
            client.request(1, "test.v1/Hold")
            client.request(2, "test.v1/Hold")
            client.request(3, "test.v1/Hold", expiresInMilliseconds: 300)
            client.send(.cancel(CancelHeader(callID: 2, sessionID: client.sessionID)))
            let cancelled = try #require(await client.receiveReply())
            #expect(cancelled.header.callID == 2 && reason(of: cancelled.body) == "cancelled")
            let late = try #require(await client.receiveReply())
            #expect(late.header.callID == 3 && reason(of: late.body) == "deadline")
            #expect(late.header.effect == .notStarted)
            fixture.handler.gate.open()
            #expect(await client.receiveReply()?.header.callID == 1)
            #expect(fixture.handler.began.count == 1)
        }
    }

    @Test func `a key that was revoked and sends nothing loses what it waits for`() async throws {
        var limits = ServerLimits()
        limits.running = 1
        try await ServerFixture.run(limits: limits) { fixture in
            let keys = CurveKeyPair.generate()
            let revoked = fixture.client(named: "revoked", keys: keys)
            await revoked.open()
            for id in UInt64(1)...3 { revoked.request(id, "test.v1/Hold") }
            await eventually { fixture.server.load.queued == 2 }
            fixture.directory.revoke(keys.publicKey)
            #expect(await revoked.receiveReset()?.reason == "revoked")
            await eventually { fixture.server.load == ServerLoad() }
            // Its handler was cancelled, and what waited never began.
            #expect(fixture.handler.began == ["revoked"])
        }
    }

    @Test func `a flood is answered call by call, and the others are served`() async throws {
        try await ServerFixture.run { fixture in
            let flood = fixture.client(named: "flood")
            let other = fixture.client(named: "other")
            await flood.open()
            await other.open()
            for id in UInt64(1)...2000 { flood.request(id, "test.v1/Hold") }
            other.request(1, "test.v1/Echo", body: [5])
            #expect(await other.receiveReply()?.body == [5])
            for _ in 0..<(2000 - 128) {
                #expect(await flood.receiveReply()?.header.status == .resourceExhausted)
            }
            fixture.handler.gate.open()
            for _ in 0..<128 { #expect(await flood.receiveReply()?.header.status == .ok) }
        }
    }

    @Test func `draining answers what runs, refuses what comes, and says so`() async throws {
        try await ServerFixture.run { fixture in
            let client = fixture.client()
            await client.open()
            client.request(1, "test.v1/Hold", body: [8])
            client.request(2, "test.v1/Wait")
            await eventually { fixture.handler.gate.waitingCount >= 2 }
            let drain = Task { await fixture.server.drain(reason: "restart") }
            #expect(await client.receive()?.header == .goAway(reason: "restart"))
            let waiting = try #require(await client.receiveReply())
            #expect(waiting.header.callID == 2 && waiting.header.status == .unavailable)
            client.request(3, "test.v1/Echo")
            let late = try #require(await client.receiveReply())
            #expect(late.header.callID == 3 && late.header.status == .unavailable)
            #expect(late.header.effect == .notStarted && reason(of: late.body) == "draining")
            let newcomer = fixture.client(named: "newcomer")
            #expect(await newcomer.hello()?.header == .goAway(reason: "shutdown"))
            fixture.handler.gate.open()
            let running = try #require(await client.receiveReply())
            #expect(running.header.callID == 1 && running.body == [8])
            await drain.value
        }
    }

    @Test func `draining gives up what does not end`() async throws {
        try await ServerFixture.run { fixture in
            let client = fixture.client()
            await client.open()
            client.request(1, "test.v1/Hold")
            await eventually { fixture.handler.gate.waitingCount >= 1 }
            await fixture.server.drain(timeout: .milliseconds(20))
        }
    }

    @Test func `replies leave when the server stops right after them`() async throws {
        let fixture = try ServerFixture()
        let client = fixture.client()
        await client.open()
        for id in UInt64(1)...10 { client.request(id, "test.v1/Large") }
        client.send(.ping(PingHeader(nonce: 1, sessionID: client.sessionID)))
        await eventually { fixture.handler.began.count >= 10 }
        let received = Task {
            var count = 0
            while count < 10, await client.receiveReply() != nil { count += 1 }
            return count
        }
        await fixture.server.drain()
        await fixture.server.stop()
        await fixture.thread.stop()
        #expect(await received.value == 10)
    }

    @Test func `an endpoint in use is named, with what to do`() async throws {
        try await ServerFixture.run { fixture in
            let second = MeshServer(
                MeshServer.Configuration(
                    service: "second",
                    endpoints: [fixture.server.boundEndpoint],
                    keys: fixture.keys
                ),
                thread: fixture.thread,
                principals: fixture.directory,
                handler: fixture.handler,
                logger: Logger(label: "test")
            )
            let error = #expect(throws: MeshServerError.self) { try second.start() }
            #expect(
                error?.description.contains("is in use") == true,
                "\(String(describing: error))"
            )
            #expect(error?.description.contains(fixture.server.boundEndpoint) == true)
            let client = fixture.client()
            #expect(await client.open() != nil)
        }
    }
}
