import OctopusContract
import FoundationEssentials
import Logging
import Synchronization
import Testing

@testable import OctopusMesh

/// The client against the service's own side of the protocol.
struct ClientServerTests {
    @Test func `an unregistered key is refused in words, and its registration heals`()
        async throws
    {
        let host = try EchoHost()
        let keys = CurveKeyPair.generate()
        let client = MeshClient.forTest(host.map, keys: keys)
        let failure = try #require(
            await client.failureOfSaying([1], .init(timeout: .milliseconds(400)))
        )
        #expect(failure.status == .deadlineExceeded)
        #expect(failure.effect == .notStarted)
        #expect(failure.message.contains("refused by ZAP: this program's key \(keys.publicKey)"))
        async let waiting = client.say([2])
        host.directory.register(keys.publicKey, "test")
        #expect(try await waiting.body == [2])
        await client.close()
        await host.end()
    }

    @Test func `a key revoked while it is connected is refused, and heals when it is back`()
        async throws
    {
        let host = try EchoHost()
        let keys = CurveKeyPair.generate()
        host.directory.register(keys.publicKey, "test")
        let client = MeshClient.forTest(host.map, keys: keys)
        _ = try await client.say()
        host.directory.revoke(keys.publicKey)
        let failure = try #require(
            await client.failureOfSaying([1], .init(timeout: .milliseconds(300)))
        )
        #expect(failure.effect == .notStarted)
        host.directory.register(keys.publicKey, "test")
        #expect(try await client.say([3]).body == [3])
        #expect(host.handler.bodies == [[1], [3]])
        await client.close()
        await host.end()
    }

    @Test func `persons, tokens and positions go through a real session`() async throws {
        let host = try EchoHost()
        let client = host.client()
        try await withThrowingTaskGroup { group in
            for index in 0..<500 {
                group.addTask {
                    let token = "person-\(index % 7)"
                    let reply = try await client.call(
                        "echo.v1/Token",
                        kind: .read,
                        body: [],
                        .init(token: token)
                    )
                    #expect(reply.body == Array(token.utf8))
                }
            }
            try await group.waitForAll()
        }
        await client.close()
        await host.end()
    }

    @Test func `a drained service answers what runs; what comes waits for the next process`()
        async throws
    {
        let first = try EchoHost()
        let client = first.client()
        let running = Task {
            try await client.call("echo.v1/Hold", kind: .command, body: [1], .init())
        }
        await first.handler.untilHolding(1)
        let draining = Task { await first.server.drain(reason: "restart") }
        let later = Task { try await client.say([2]) }
        first.handler.release()
        #expect(try await running.value.body == [1])
        await draining.value
        await first.end()
        let second = try EchoHost(after: first)
        let reply = try await later.value
        #expect(reply.body == [2])
        // The one or the other did it, whichever it reached.
        #expect(first.handler.bodies + second.handler.bodies == [[2]])
        await client.close()
        await second.end()
    }

    @Test func `restarts lose no keyed command, and none is sent without its key`() async throws {
        var host = try EchoHost()
        let client = host.client()
        let isEnough = Flag()
        let numbers = Tally()
        let commands = Task {
            try await withThrowingTaskGroup { group in
                for _ in 0..<32 {
                    group.addTask {
                        while !isEnough.isSet {
                            let number = UInt32(numbers.note())
                            let body = withUnsafeBytes(of: number) { Array($0) }
                            let reply = try await client.say(body, .init(timeout: .seconds(30)))
                            #expect(reply.body == body)
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
        var keys: [[UInt8]: Set<UUID>] = [:]
        for _ in 0..<4 {
            await host.handler.untilHandled(60)
            await host.end()
            keys.merge(host.handler.keys) { $0.union($1) }
            host = try EchoHost(after: host)
        }
        isEnough.set()
        try await commands.value
        keys.merge(host.handler.keys) { $0.union($1) }
        // However often a command was sent, it had one key.
        #expect(keys.count == numbers.count)
        #expect(keys.values.allSatisfy { $0.count == 1 })
        await client.close()
        await host.end()
    }

    @Test func `a cancelled call is taken back from the service`() async throws {
        let host = try EchoHost()
        let client = host.client()
        let call = Task { () async -> Bool in
            do throws(CallFailure) {
                _ = try await client.call("echo.v1/Hold", kind: .command, body: [1], .init())
                return false
            } catch {
                return error.status == .cancelled
            }
        }
        await host.handler.untilHolding(1)
        call.cancel()
        #expect(await call.value)
        await host.handler.untilCancelled(1)
        await client.close()
        await host.end()
    }

    @Test func `closing takes waiting reads back at once`() async throws {
        let host = try EchoHost()
        let client = host.client()
        let read = Task { () async -> CallFailure? in
            do throws(CallFailure) {
                _ = try await client.call(
                    "echo.v1/Wait",
                    kind: .waitingRead,
                    body: [],
                    .init(timeout: .seconds(60))
                )
                return nil
            } catch {
                return error
            }
        }
        await host.handler.untilHolding(1)
        await client.close()
        #expect(await read.value?.status == .cancelled)
        await host.end()
    }

    @Test func `a client can live on a service's own thread`() async throws {
        let host = try EchoHost()
        let keys = CurveKeyPair.generate()
        host.directory.register(keys.publicKey, "itself")
        let client = MeshClient(
            thread: host.thread,
            map: host.map,
            keys: keys,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        #expect(try await client.say([9]).body == [9])
        await client.close()
        await host.end()
    }
}
