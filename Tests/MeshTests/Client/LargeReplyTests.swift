import OctopusContract
import FoundationEssentials
import Testing

@testable import OctopusMesh

/// What is longer than a frame may be, on a connection that many callers share.
struct LargeReplyTests {
    /// Answers `[9]` with so many bytes, everything else with itself.
    private static func service(
        replying bytes: Int,
        facts: ScriptedService.Facts = .init()
    ) throws -> ScriptedService {
        let long = [UInt8](repeating: 7, count: bytes)
        return try ScriptedService(facts: facts) { _, body in
            [.reply(.ok, .committed, body: body == [9] ? long : body)]
        }
    }

    @Test func `a reply over the limit ends its own call, and no other`() async throws {
        let service = try Self.service(replying: 2 << 20)
        let client = MeshClient.forTest(service.map)
        async let failure = client.failureOfSaying([9])
        for number in UInt8(10)...60 {
            let reply = try await client.say([number])
            #expect(reply.body == [number])
            #expect(reply.attempts == 1)
        }
        let found = try #require(await failure)
        #expect(found.reason == .replyTooLarge)
        #expect(found.effect == .committed)
        #expect(found.attempts == 1)
        await client.close()
        await service.stop()
    }

    @Test func `a reply that ends the connection is not asked for without end`() async throws {
        let service = try Self.service(replying: 20 << 20)
        let client = MeshClient.forTest(service.map)
        async let failure = client.failureOfSaying([9], .init(timeout: .seconds(60)))
        // A call beside it loses the same connections, so it may use up its attempts as well.
        for number in UInt8(10)...40 {
            let beside = await client.failureOfSaying([number], .init(timeout: .seconds(60)))
            #expect(beside == nil || beside?.reason == .connectionLost)
        }
        let found = try #require(await failure)
        #expect(found.reason == .connectionLost)
        #expect(found.attempts <= 5)
        for number in UInt8(10)...40 {
            #expect(try await client.say([number]).body == [number])
        }
        await client.close()
        await service.stop()
    }

    @Test func `a request over the service's own limit does not leave`() async throws {
        var facts = ScriptedService.Facts()
        facts.maxBodyBytes = 1000
        let service = try Self.service(replying: 1, facts: facts)
        let client = MeshClient.forTest(service.map)
        #expect(try await client.say([UInt8](repeating: 1, count: 1000)).body.count == 1000)
        let failure = await client.failureOfSaying([UInt8](repeating: 1, count: 1001))
        #expect(failure?.reason == .tooLarge)
        #expect(failure?.message == "the request has 1001 bytes; echo takes 1000")
        #expect(failure?.effect == .notStarted && failure?.attempts == 0)
        #expect(try await client.say([5]).attempts == 1)
        await client.close()
        await service.stop()
    }

    @Test func `a request over every limit does not leave either`() async throws {
        let service = try Self.service(replying: 1)
        let client = MeshClient.forTest(service.map)
        let failure = await client.failureOfSaying([UInt8](repeating: 1, count: (1 << 20) + 1))
        #expect(failure?.reason == .tooLarge)
        let token = await client.failureOfSaying(
            [1],
            .init(token: String(repeating: "t", count: 9000))
        )
        #expect(token?.reason == .tooLarge)
        await client.close()
        await service.stop()
    }

    @Test func `a header that has grown too long does not leave`() async throws {
        let service = try Self.service(replying: 1)
        let client = MeshClient.forTest(service.map)
        let seen = Sightings(
            (0..<1000).map {
                LogPosition(service: "service\($0)", shard: 0, epoch: UUID(), seq: 1 << 40)
            }
        )
        let failure = await client.failureOfSaying([1], .init(seen: seen))
        #expect(failure?.reason == .tooLarge)
        #expect(failure?.effect == .notStarted)
        #expect(try await client.say([5]).attempts == 1)
        await client.close()
        await service.stop()
    }

    @Test func `a reply whose header is wrong ends its own call`() async throws {
        let service = try ScriptedService { header, body in
            guard body == [9] else { return [.reply(.ok, .committed, body: body)] }
            // A map of the call id, and a status that is text.
            return [.raw([0xA2, 1, UInt8(header.callID), 12, 0x61, 0x30])]
        }
        let client = MeshClient.forTest(service.map)
        let failure = await client.failureOfSaying([9])
        #expect(failure?.reason == .undecodable)
        #expect(failure?.effect == .unknown)
        #expect(try await client.say([5]).body == [5])
        await client.close()
        await service.stop()
    }
}
