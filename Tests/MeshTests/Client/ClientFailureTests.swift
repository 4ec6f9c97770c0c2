import OctopusCBOR
import OctopusContract
import FoundationEssentials
import Testing

@testable import OctopusMesh

/// What becomes of calls when services, sessions and callers go away.
struct ClientFailureTests {
    @Test func `a call waits for a service that is not there yet`() async throws {
        let before = try ScriptedService()
        await before.stop()
        let client = MeshClient.forTest(before.map)
        async let reply = client.say([5])
        let service = try ScriptedService(keys: before.keys, endpoint: before.endpoint)
        #expect(try await reply.attempts == 1)
        await client.close()
        await service.stop()
    }

    @Test func `a service that restarts is a pause, and its calls keep their keys`() async throws {
        let first = try ScriptedService { _, _ in [.ignore] }
        let client = MeshClient.forTest(first.map)
        let calls = (0..<100).map { index in
            Task { try await client.say([UInt8(index)]) }
        }
        let before = await first.requests(100)
        await first.stop()
        let second = try ScriptedService(keys: first.keys, endpoint: first.endpoint)
        for (index, call) in calls.enumerated() {
            let reply = try await call.value
            #expect(reply.body == [UInt8(index)])
            #expect(reply.attempts == 2)
        }
        let after = await second.requests(100)
        #expect(Set(after.map(\.idempotencyKey)) == Set(before.map(\.idempotencyKey)))
        #expect(after.allSatisfy { $0.attempt == 2 })
        await client.close()
        await second.stop()
    }

    @Test func `RESET vouches for its own call, and the rest is asked again by key`() async throws {
        let tally = Tally()
        let service = try ScriptedService { header, body in
            switch tally.note(header.idempotencyKey) {
            case 0, 1: [.ignore]
            // The third frame meets a process that knows no session.
            case 2: [.forget, .reset]
            default: [.reply(.ok, .committed, body: body)]
            }
        }
        let client = MeshClient.forTest(service.map)
        let calls = (0..<3).map { index in Task { try await client.say([UInt8(index)]) } }
        var replies: [RawReply] = []
        for call in calls { replies.append(try await call.value) }
        #expect(replies.map(\.body) == [[0], [1], [2]])
        #expect(replies.map(\.attempts) == [2, 2, 2])
        // Each once before and once after; nobody's key came a third time.
        #expect(tally.byKey.values.sorted() == [2, 2, 2])
        await client.close()
        await service.stop()
    }

    @Test func `a silently restarted service is noticed by PING`() async throws {
        let service = try ScriptedService { _, body in
            body == [1] ? [.forget] : [.reply(.ok, .committed, body: body)]
        }
        let tally = Tally()
        let client = MeshClient.forTest(service.map)
        let lost = Task { () async throws(CallFailure) -> RawReply in
            tally.note()
            return try await client.say([1], .init(timeout: .milliseconds(600)))
        }
        for await frame in service.frames {
            if case .hello = frame.header { if tally.note() == 2 { break } }
        }
        let reply = try await client.say([2])
        #expect(reply.body == [2])
        lost.cancel()
        await client.close()
        await service.stop()
    }

    @Test func `answers that got lost don't hold a session's places for ever`() async throws {
        let service = try ScriptedService(facts: .init(inFlight: 2)) { _, body in
            body == [1] ? [.ignore] : [.reply(.ok, .committed, body: body)]
        }
        let client = MeshClient.forTest(service.map)
        for _ in 0..<2 {
            await #expect(throws: CallFailure.self) {
                try await client.say([1], .init(timeout: .milliseconds(50)))
            }
        }
        #expect(try await client.say([2]).body == [2])
        await client.close()
        await service.stop()
    }

    @Test func `after GOAWAY what runs is answered and what comes goes to the next process`()
        async throws
    {
        let first = try ScriptedService { _, body in [body == [1] ? .goAway : .ignore] }
        let client = MeshClient.forTest(first.map)
        let running = Task { try await client.say([1]) }
        let asked = try #require(await first.requests(1).first)
        let later = Task { try await client.say([2]) }
        // It is answered after GOAWAY, and the client leaves then.
        first.answerLate(
            ReplyHeader(callID: asked.callID, status: .ok, effect: .committed),
            body: [9]
        )
        #expect(try await running.value.body == [9])
        #expect(try await running.value.attempts == 1)
        await first.stop()
        let second = try ScriptedService(keys: first.keys, endpoint: first.endpoint)
        #expect(try await later.value.body == [2])
        await client.close()
        await second.stop()
    }

    @Test func `a service that says it drains costs no attempt`() async throws {
        let draining = try CBOREncoder().encode(ErrorReply(Refusal(.draining), debugId: "d"))
        let first = try ScriptedService { _, _ in
            [.goAway, .reply(.unavailable, .notStarted, body: draining)]
        }
        let client = MeshClient.forTest(first.map)
        let call = Task { try await client.say([3]) }
        _ = await first.requests(1)
        await first.stop()
        let second = try ScriptedService(keys: first.keys, endpoint: first.endpoint)
        #expect(try await call.value.body == [3])
        await client.close()
        await second.stop()
    }

    @Test func `at the deadline a running call is taken back, and may have happened`()
        async throws
    {
        let service = try ScriptedService { _, _ in [.ignore] }
        let client = MeshClient.forTest(service.map)
        let start = ContinuousClock.now
        let failure = try #require(
            await client.failureOfSaying([1], .init(timeout: .milliseconds(150)))
        )
        #expect(failure.status == .deadlineExceeded)
        #expect(failure.effect == .unknown)
        #expect(failure.attempts == 1)
        #expect(ContinuousClock.now - start < .seconds(5))
        var wasTakenBack = false
        for await frame in service.frames {
            if case .cancel(let header) = frame.header, header.callID == 1 {
                wasTakenBack = true
                break
            }
        }
        #expect(wasTakenBack)
        await client.close()
        await service.stop()
    }

    @Test func `a call that was never sent did not start`() async throws {
        let gone = try ScriptedService()
        await gone.stop()
        let client = MeshClient.forTest(gone.map)
        let failure = try #require(
            await client.failureOfSaying([1], .init(timeout: .milliseconds(200)))
        )
        #expect(failure.status == .deadlineExceeded)
        #expect(failure.effect == .notStarted)
        #expect(failure.attempts == 0)
        #expect(failure.message.contains("nothing listens on \(gone.endpoint)"))
        await client.close()
    }

    @Test func `closing ends what still waits for a service`() async throws {
        let gone = try ScriptedService()
        await gone.stop()
        let client = MeshClient.forTest(gone.map)
        let call = Task.immediate {
            await client.failureOfSaying([1], .init(timeout: .seconds(60)))
        }
        await client.close()
        let failure = try #require(await call.value)
        #expect(failure.reason == .clientClosed)
        #expect(failure.effect == .notStarted)
    }

    @Test func `cancelling the task takes the call back`() async throws {
        let service = try ScriptedService { _, _ in [.ignore] }
        let client = MeshClient.forTest(service.map)
        let call = Task { await client.failureOfSaying() }
        _ = await service.requests(1)
        call.cancel()
        let failure = try #require(await call.value)
        #expect(failure.status == .cancelled)
        #expect(failure.effect == .unknown)
        for await frame in service.frames {
            if case .cancel = frame.header { break }
        }
        let unsent = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await client.failureOfSaying()
        }
        #expect(await unsent.value?.effect == .notStarted)
        await client.close()
        await service.stop()
    }

    @Test func `a program that hangs is noticed although its connection stands`() async throws {
        let service = try ScriptedService()
        let client = MeshClient.forTest(service.map)
        _ = try await client.say()
        let (hangs, latch) = (Latch(), Latch())
        service.hang {
            hangs.open()
            latch.wait()
        }
        hangs.wait()
        let failure = try #require(
            await client.failureOfSaying([1], .init(timeout: .milliseconds(800)))
        )
        #expect(failure.effect == .unknown)
        #expect(failure.status == .deadlineExceeded)
        #expect(failure.message.contains(service.endpoint))
        latch.open()
        let reply = try await client.say([4])
        #expect(reply.body == [4])
        await client.close()
        await service.stop()
    }

    @Test func `overload is met with few retries, and these wait as told`() async throws {
        let overloaded = try CBOREncoder().encode(
            ErrorReply(Refusal(.overloaded, retryAfterMilliseconds: 1), debugId: "d")
        )
        let tally = Tally()
        let service = try ScriptedService { _, _ in
            tally.note()
            return [.reply(.resourceExhausted, .notStarted, body: overloaded)]
        }
        let client = MeshClient.forTest(service.map) {
            $0.retries.firstBackoffMilliseconds = 1
        }
        let calls = 2000
        await withTaskGroup { group in
            for _ in 0..<calls { group.addTask { _ = await client.failureOfSaying() } }
        }
        // A fifth of the calls, what was saved up, and ten for each second that it took.
        #expect(tally.count <= calls + calls / 5 + 200 + 100)
        #expect(tally.count >= calls)
        await client.close()
        await service.stop()
    }

    @Test func `there are five attempts and the refusal that ended them`() async throws {
        let overloaded = try CBOREncoder().encode(
            ErrorReply(Refusal(.overloaded), debugId: "d-9")
        )
        let service = try ScriptedService { _, _ in
            [.reply(.resourceExhausted, .notStarted, body: overloaded)]
        }
        let client = MeshClient.forTest(service.map)
        let failure = try #require(await client.failureOfSaying())
        #expect(failure.attempts == 5)
        #expect(failure.reason == .overloaded)
        #expect(failure.effect == .notStarted)
        #expect(failure.debugID == "d-9")
        #expect(await service.requests(5).compactMap(\.attempt) == [1, 2, 3, 4, 5])
        await client.close()
        await service.stop()
    }
}
