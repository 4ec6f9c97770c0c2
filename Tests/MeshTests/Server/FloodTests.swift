import OctopusCBOR
import OctopusContract
import Testing

@testable import OctopusMesh

/// Floods by registered keys, over real sockets: the others are served, and afterwards all is as before.
@Suite struct FloodTests {
    private func flood(
        _ fixture: ServerFixture,
        _ method: String,
        sessions: Int,
        calls: UInt64,
        body: [UInt8] = []
    ) async -> [RawClient] {
        let keys = CurveKeyPair.generate()
        var clients: [RawClient] = []
        for _ in 0..<sessions {
            let client = fixture.client(named: "greedy", keys: keys)
            await client.open()
            for id in 1...calls { client.request(id, method, body: body) }
            clients.append(client)
        }
        return clients
    }

    @Test func `calls of many sessions of one key don't keep another's from running`() async throws
    {
        try await ServerFixture.run { fixture in
            let greedy = await flood(fixture, "test.v1/Hold", sessions: 12, calls: 128)
            await eventually { fixture.server.load.queued > 1000 }
            #expect(fixture.server.load.running < 300)
            let modest = fixture.client(named: "modest")
            await modest.open()
            for id in UInt64(1)...50 {
                modest.request(id, "test.v1/Echo", body: [UInt8(id)])
                #expect(await modest.receiveReply()?.body == [UInt8(id)])
            }
            fixture.handler.gate.open()
            await eventually { fixture.server.load.queued == 0 && fixture.server.load.running == 0 }
            for client in greedy { #expect(await client.receiveReply()?.header.status == .ok) }
        }
    }

    @Test
    func `waiting reads of many sessions of one key leave room, and a service's begin in any case`()
        async throws
    {
        var limits = ServerLimits()
        limits.waitingReads = 256
        try await ServerFixture.run(limits: limits) { fixture in
            let greedy = await flood(fixture, "test.v1/Wait", sessions: 4, calls: 64)
            await eventually { fixture.handler.gate.waitingCount > 100 }
            let refused = try #require(await greedy[3].receiveReply())
            let error = try CBORDecoder().decode(ErrorReply.self, from: refused.body)
            #expect(
                error.reason == "overloaded" && error.violations.map(\.rule) == ["waitingReads"]
            )
            #expect(refused.header.effect == .notStarted)
            let before = fixture.handler.gate.waitingCount
            let service = fixture.client(named: "loyalty", isService: true)
            await service.open()
            for id in UInt64(1)...10 { service.request(id, "test.v1/Wait") }
            let modest = fixture.client(named: "modest")
            await modest.open()
            for id in UInt64(1)...10 { modest.request(id, "test.v1/Wait") }
            await eventually { fixture.handler.gate.waitingCount >= before + 20 }
            fixture.handler.gate.open()
            #expect(await service.receiveReply()?.header.status == .ok)
            #expect(await modest.receiveReply()?.header.status == .ok)
        }
    }

    @Test func `a key can't make the service hold as many long requests as it likes`() async throws
    {
        var limits = ServerLimits()
        limits.requestBytes = 8 * 1024 * 1024
        try await ServerFixture.run(limits: limits) { fixture in
            let long = [UInt8](repeating: 7, count: 1024 * 1024)
            let greedy = await flood(fixture, "test.v1/Wait", sessions: 2, calls: 10, body: long)
            let refused = try #require(await greedy[1].receiveReply())
            let error = try CBORDecoder().decode(ErrorReply.self, from: refused.body)
            #expect(error.reason == "overloaded" && error.violations.map(\.rule) == ["bytes"])
            #expect(fixture.handler.gate.waitingCount <= 5)
            let modest = fixture.client(named: "modest")
            await modest.open()
            modest.request(1, "test.v1/Hold", body: long)
            modest.request(2, "test.v1/Echo", body: [5])
            #expect(await modest.receiveReply()?.body == [5])
            fixture.handler.gate.open()
            #expect(await modest.receiveReply()?.header.status == .ok)
        }
    }

    @Test func `sessions that go away leave nothing behind`() async throws {
        var limits = ServerLimits()
        limits.running = 4
        try await ServerFixture.run(limits: limits) { fixture in
            let keys = CurveKeyPair.generate()
            let gone = fixture.client(named: "gone", keys: keys)
            await gone.open()
            for id in UInt64(1)...100 {
                gone.request(id, "test.v1/Hold", body: [UInt8](repeating: 7, count: 100_000))
            }
            await eventually { fixture.server.load.queued > 90 }
            // A second greeting on the connection ends the first session.
            gone.sayHello()
            await eventually { fixture.server.load.queued == 0 && fixture.server.load.running == 0 }
            #expect(fixture.handler.began.count <= 4)
        }
    }
}
