import OctopusCBOR
import OctopusContract
import FoundationEssentials
import Testing

@testable import OctopusMesh

struct MeshClientTests {
    private enum Say: Method {
        struct Request: Message { let words: String }
        struct Reply: Message { let words: String }
        static let declaration = MethodDeclaration(
            "echo.v1/Say",
            .command,
            "Says it back.",
            access: .program,
            routing: .none
        )
    }

    @Test func `a typed call is encoded, carried and decoded`() async throws {
        let service = try ScriptedService()
        let client = MeshClient.forTest(service.map)
        let reply = try await client.call(Say.self, .init(words: "grüezi"))
        #expect(reply.words == "grüezi")
        await client.close()
        await service.stop()
    }

    @Test func `a command carries a key of its own, an expiry and its attempt`() async throws {
        let service = try ScriptedService()
        let client = MeshClient.forTest(service.map)
        let routingKey = UUID()
        let before = MonotonicClock.nowMilliseconds
        _ = try await client.say(
            [7],
            .init(routingKey: routingKey, timeout: .seconds(5), trace: "00-ab-cd-01")
        )
        let after = MonotonicClock.nowMilliseconds
        let request = try #require(await service.requests(1).first)
        #expect(request.method == "echo.v1/Say")
        #expect(request.routingKey == routingKey)
        #expect(request.attempt == 1)
        #expect(request.trace == "00-ab-cd-01")
        #expect((request.idempotencyKey?.uuid.6).map { $0 >> 4 } == 7)
        // Both clocks are this machine's, so the expiry is right to the round trip.
        let expiry = try #require(request.expiresAtMilliseconds)
        #expect((before + 4990...after + 5010).contains(expiry))
        _ = try await client.say([8], kind: .read)
        let read = try #require(await service.requests(1).first)
        #expect(read.idempotencyKey == nil)
        await client.close()
        await service.stop()
    }

    @Test func `the error's words reach the caller`() async throws {
        let refusal = Refusal(
            .invalid,
            "too much",
            violations: [Violation(path: "amount", rule: "positive", message: "too much")]
        )
        let body = try CBOREncoder().encode(ErrorReply(refusal, debugId: "d-17"))
        let service = try ScriptedService { _, _ in [.reply(.invalidArgument, .none, body: body)] }
        let client = MeshClient.forTest(service.map)
        let failure = try #require(await client.failureOfSaying())
        #expect(failure.status == .invalidArgument)
        #expect(failure.reason == .invalid)
        #expect(failure.message == "too much")
        #expect(failure.violations.first?.path == "amount")
        #expect(failure.effect == .none)
        #expect(failure.debugID == "d-17")
        #expect(failure.attempts == 1)
        await client.close()
        await service.stop()
    }

    @Test func `several persons share a session, and each token travels once`() async throws {
        let service = try ScriptedService()
        let client = MeshClient.forTest(service.map)
        for token in ["ann", "bob", "ann", "bob", "ann"] {
            _ = try await client.say([1], .init(token: token))
        }
        let requests = await service.requests(5)
        #expect(requests.map(\.token) == ["ann", "bob", nil, nil, nil])
        #expect(requests.map(\.tokenNumber) == [1, 2, 1, 2, 1])
        #expect(Set(requests.map(\.sessionID)).count == 1)
        await client.close()
        await service.stop()
    }

    @Test func `a token whose number the service does not know is sent again`() async throws {
        let unknown = try CBOREncoder().encode(
            ErrorReply(Refusal(.unknownToken), debugId: "d")
        )
        let tally = Tally()
        let service = try ScriptedService { header, body in
            tally.note() == 1
                ? [.reply(.unauthenticated, .notStarted, body: unknown)]
                : [.reply(.ok, .committed, body: body)]
        }
        let client = MeshClient.forTest(service.map)
        _ = try await client.say([1], .init(token: "ann"))
        let reply = try await client.say([2], .init(token: "ann"))
        #expect(reply.body == [2])
        let requests = await service.requests(3)
        #expect(requests.map(\.token) == ["ann", nil, "ann"])
        #expect(requests[1].idempotencyKey == requests[2].idempotencyKey)
        await client.close()
        await service.stop()
    }

    @Test func `what a person has seen is told with the next call`() async throws {
        let position = LogPosition(service: "echo", shard: 0, epoch: UUID(), seq: 42)
        let service = try ScriptedService { header, _ in
            [
                .answer(
                    ReplyHeader(
                        callID: header.callID,
                        status: .ok,
                        effect: .committed,
                        position: position
                    ),
                    body: []
                )
            ]
        }
        let client = MeshClient.forTest(service.map)
        let seen = Sightings()
        _ = try await client.say([1], .init(seen: seen))
        _ = try await client.say([2], .init(seen: seen))
        _ = try await client.say([3])
        let requests = await service.requests(3)
        #expect(requests.map(\.seen) == [[], [position], []])
        #expect(seen.positions == [position])
        await client.close()
        await service.stop()
    }

    @Test func `no more calls run than the session allows, and all are answered`() async throws {
        let service = try ScriptedService(facts: .init(inFlight: 4)) { header, body in
            // Only when four are unanswered does it answer, all four, the last one first.
            guard header.callID.isMultiple(of: 4) else { return [.ignore] }
            return (0..<4).map { back in
                .answer(ReplyHeader(callID: header.callID - back, status: .ok), body: body)
            }
        }
        let client = MeshClient.forTest(service.map)
        try await withThrowingTaskGroup { group in
            for _ in 0..<40 { group.addTask { try await client.say([3], kind: .read) } }
            for try await _ in group {}
        }
        await client.close()
        await service.stop()
    }

    @Test(arguments: [(-1, 1), (0, 1), (1, 1), (3, 3)])
    func `the client's own limit holds too, and what is more waits its turn`(
        limit: Int,
        running: Int
    ) async throws {
        let host = try EchoHost()
        let client = host.client {
            $0.maximumCalls = limit
            $0.maximumWaitingReads = limit
        }
        try await withThrowingTaskGroup { group in
            for _ in 0..<running {
                group.addTask {
                    try await client.call("echo.v1/Hold", kind: .command, body: [], .init())
                }
            }
            await host.handler.untilHolding(running)
            // A waiter leaves at its deadline and when its caller takes it back; nobody began it.
            let late = await client.failureOfSaying([1], .init(timeout: .milliseconds(20)))
            #expect(late?.reason == .deadline && late?.effect == .notStarted)
            #expect(late?.message.contains("had room") == true)
            let waiting = Task { await client.failureOfSaying([2], .init(timeout: .seconds(30))) }
            waiting.cancel()
            let cancelled = await waiting.value
            #expect(cancelled?.reason == .cancelled && cancelled?.effect == .notStarted)
            // Waiting reads have a limit of their own.
            for _ in 0..<running {
                group.addTask {
                    try await client.call("echo.v1/Wait", kind: .waitingRead, body: [], .init())
                }
            }
            await host.handler.untilHolding(2 * running)
            for number in 3...9 as ClosedRange<UInt8> {
                group.addTask { try await client.say([number]) }
            }
            host.handler.release()
            for try await _ in group {}
        }
        #expect(Set(host.handler.bodies) == Set((3...9).map { [$0] }))
        await client.close()
        await host.end()
    }

    @Test func `the routing key chooses the shard, and so does a number`() async throws {
        let first = try ScriptedService()
        let second = try ScriptedService(facts: .init(shard: 1))
        let map = MeshMap(services: ["echo": [first.shard, second.shard]])
        let client = MeshClient.forTest(map)
        let keys = (0..<2).compactMap { index in
            (0..<100).lazy.map { _ in UUID() }.first { MeshMap.index(of: $0, among: 2) == index }
        }
        _ = try await client.say([1], .init(routingKey: keys[1]))
        _ = try await client.say([2], .init(routingKey: keys[0]))
        _ = try await client.say([3], .init(routingKey: keys[0], shard: 1))
        #expect(await first.requests(1).map(\.routingKey) == [keys[0]])
        #expect(await second.requests(2).map(\.routingKey) == [keys[1], keys[0]])
        await client.close()
        await first.stop()
        await second.stop()
    }

    @Test func `what can't be sent is refused at once`() async throws {
        let service = try ScriptedService()
        let client = MeshClient.forTest(service.map)
        let huge = await client.failureOfSaying([UInt8](repeating: 0, count: 1 << 20 + 1))
        #expect(huge?.reason == .tooLarge)
        do {
            _ = try await client.call("nobody.v1/Say", kind: .read, body: [], .init())
            Issue.record("answered by nobody")
        } catch {
            #expect(error.reason == .unknownService)
            #expect(error.effect == .notStarted)
        }
        let late = await client.failureOfSaying([1], .init(timeout: .zero))
        #expect(late?.status == .deadlineExceeded)
        #expect(late?.effect == .notStarted)
        await client.close()
        let closed = await client.failureOfSaying()
        #expect(closed?.reason == .clientClosed)
        await service.stop()
    }
}
