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
