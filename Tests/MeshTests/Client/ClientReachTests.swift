import OctopusContract
import FoundationEssentials
import Testing

@testable import OctopusMesh

/// Why a service can't be reached, in words, and that correcting it heals.
struct ClientReachTests {
    private func words(_ client: MeshClient) async -> String {
        await client.failureOfSaying([1], .init(timeout: .milliseconds(400)))?.message ?? ""
    }

    @Test func `a wrong server key is a likely mismatch, and a corrected map heals`() async throws {
        let service = try ScriptedService()
        let wrong = MeshMap.Shard(
            endpoint: service.endpoint,
            publicKey: CurveKeyPair.generate().publicKey
        )
        let client = MeshClient.forTest(MeshMap(services: ["echo": [wrong]]))
        let message = await words(client)
        #expect(message.contains("likely key mismatch"))
        #expect(message.contains(wrong.publicKey.z85))
        async let waiting = client.say([6])
        client.update(map: service.map)
        #expect(try await waiting.body == [6])
        await client.close()
        await service.stop()
    }

    @Test func `another service behind the endpoint is named`() async throws {
        let service = try ScriptedService(facts: .init(service: "loyalty", shard: 3))
        let client = MeshClient.forTest(service.map)
        #expect(await words(client).contains("answers as loyalty shard 3"))
        await client.close()
        await service.stop()
    }

    @Test func `a service without CURVE is not talked to`() async throws {
        let service = try ScriptedService(facts: .init(speaksCurve: false))
        let client = MeshClient.forTest(service.map)
        // Who hangs up first decides which of the two is seen.
        let message = await words(client)
        #expect(
            message.contains("doesn't speak ZeroMQ with CURVE")
                || message.contains("the handshake never completes")
        )
        await client.close()
        await service.stop()
    }

    /// Its reason is that of a deadline if the client did not give up before.
    private func failureAtOnce(_ client: MeshClient) async -> CallFailure? {
        let failure = await client.failureOfSaying([1], .init(timeout: .seconds(30)))
        await client.close()
        return failure
    }

    @Test func `a wrong key of the service ends calls long before their deadline`() async throws {
        let service = try ScriptedService()
        let key = CurveKeyPair.generate().publicKey
        let wrong = MeshMap.Shard(endpoint: service.endpoint, publicKey: key)
        let client = MeshClient.forTest(MeshMap(services: ["echo": [wrong]]))
        async let second = client.failureOfSaying([2], .init(timeout: .seconds(30)))
        let failure = try #require(await failureAtOnce(client))
        #expect(failure.reason == .serviceKeyMismatch)
        #expect(failure.effect == .notStarted)
        #expect(failure.attempts == 0)
        #expect(failure.message.contains("likely key mismatch"))
        #expect(failure.message.contains(key.z85))
        #expect(await second?.reason == .serviceKeyMismatch)
        await service.stop()
    }

    @Test func `a program whose key nobody registered is told so, until somebody does`()
        async throws
    {
        let host = try EchoHost()
        let keys = CurveKeyPair.generate()
        let client = MeshClient.forTest(host.map, keys: keys)
        let failure = await client.failureOfSaying([1], .init(timeout: .seconds(30)))
        #expect(failure?.reason == .keyUnregistered)
        #expect(failure?.message.contains(keys.publicKey.z85) == true)
        host.directory.register(keys.publicKey, "late")
        let reply = try await client.say([7])
        #expect(reply.body == [7])
        await client.close()
        await host.end()
    }

    // A name that doesn't exist needs a name server that says so; `LinkStateTests` has that case.
    @Test(arguments: ["tcp://nonsense", "tcp://127.0.0.1:notaport"])
    func `an endpoint that leads nowhere ends calls long before their deadline`(
        endpoint: String
    ) async {
        let key = CurveKeyPair.generate().publicKey
        let shard = MeshMap.Shard(endpoint: endpoint, publicKey: key)
        let failure = await failureAtOnce(MeshClient.forTest(MeshMap(services: ["echo": [shard]])))
        #expect(failure?.reason == .wrongAddress)
        #expect(failure?.message.contains(endpoint) == true)
    }

    @Test func `another service behind the endpoint ends calls long before their deadline`()
        async throws
    {
        let service = try ScriptedService(facts: .init(service: "loyalty", shard: 3))
        let failure = await failureAtOnce(MeshClient.forTest(service.map))
        #expect(failure?.reason == .wrongAddress)
        #expect(failure?.message.contains("answers as loyalty shard 3") == true)
        await service.stop()
    }

    @Test func `an endpoint that is none is said to be one`() async throws {
        let shard = MeshMap.Shard(
            endpoint: "tcp://nonsense",
            publicKey: CurveKeyPair.generate().publicKey
        )
        let client = MeshClient.forTest(MeshMap(services: ["echo": [shard]]))
        #expect(await words(client).contains("no socket for tcp://nonsense"))
        await client.close()
    }
}
