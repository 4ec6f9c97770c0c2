import OctopusContract
import Synchronization
import Testing

@testable import OctopusMesh

/// Services that the map knows by a name.
struct ClientNameTests {
    /// What a name server says, which a test changes.
    private final class Names: Sendable {
        private let outcome: Mutex<NameResolver.Outcome>
        let asked = Tally()

        init(_ outcome: NameResolver.Outcome) { self.outcome = Mutex(outcome) }
        func say(_ new: NameResolver.Outcome) { outcome.withLock { $0 = new } }

        var resolver: NameResolver {
            NameResolver { [self] _ in
                asked.note()
                return outcome.withLock { $0 }
            }
        }
    }

    private func client(
        _ service: ScriptedService,
        _ resolver: NameResolver
    ) -> MeshClient {
        let port = service.endpoint.split(separator: ":").last ?? ""
        let shard = MeshMap.Shard(
            endpoint: "tcp://echo.mall.example:\(port)",
            publicKey: service.keys.publicKey
        )
        return MeshClient.forTest(MeshMap(services: ["echo": [shard]])) { $0.resolver = resolver }
    }

    private func words(_ client: MeshClient) async -> String {
        await client.failureOfSaying([1], .init(timeout: .milliseconds(400)))?.message ?? ""
    }

    @Test func `addresses are tried in turn until one is the service's`() async throws {
        let service = try ScriptedService()
        // Nobody listens at the first two; what is not IPv6 here is not reached at all.
        let names = Names(.addresses(["127.0.0.2", "2001:db8::1", "127.0.0.1"]))
        let client = client(service, names.resolver)
        #expect(try await client.say([5]).body == [5])
        #expect(names.asked.count == 1)
        await client.close()
        await service.stop()
    }

    @Test func `an address with IPv6 only is reached`() async throws {
        let service = try ScriptedService(endpoint: "tcp://[::1]:0")
        let client = client(service, Names(.addresses(["::1"])).resolver)
        #expect(try await client.say([5]).body == [5])
        await client.close()
        await service.stop()
    }

    @Test func `a name server that swallows costs that service's calls and nobody else's`()
        async throws
    {
        let (gate, asked) = (Latch(), Tally())
        let service = try ScriptedService()
        let lost = MeshMap.Shard(
            endpoint: "tcp://lost.example:1",
            publicKey: service.keys.publicKey
        )
        let resolver = NameResolver { _ in
            asked.note()
            gate.wait()
            return .unknown
        }
        let client = MeshClient.forTest(
            MeshMap(services: ["echo": [service.shard], "lost": [lost]])
        ) { $0.resolver = resolver }
        async let failure = client.failureOfCalling("lost.v1/Say", .milliseconds(3500))
        await eventually { asked.count == 1 }
        for number in UInt8(0)..<100 { #expect(try await client.say([number]).body == [number]) }
        #expect(await failure?.message.contains("no name server answers") == true)
        #expect(asked.count == 1)
        gate.open()
        await client.close()
        await service.stop()
    }

    @Test func `known addresses serve on while no name server answers`() async throws {
        let service = try ScriptedService { _, body in
            body == [9]
                ? [.goAway, .reply(.ok, .committed, body: body)]
                : [
                    .reply(.ok, .committed, body: body)
                ]
        }
        let names = Names(.addresses(["127.0.0.1"]))
        let client = client(service, names.resolver)
        #expect(try await client.say([5]).body == [5])
        for outcome in [NameResolver.Outcome.failed("no server"), .unknown] {
            names.say(outcome)
            // The service says that it goes, so the client connects anew.
            _ = try await client.say([9])
            #expect(try await client.say([6]).body == [6])
        }
        await client.close()
        await service.stop()
    }

    @Test func `a service that moved behind its name is found again`() async throws {
        let first = try ScriptedService(endpoint: "tcp://127.0.0.3:0")
        let names = Names(.addresses(["127.0.0.3"]))
        let client = client(first, names.resolver)
        #expect(try await client.say([5]).body == [5])
        let port = first.endpoint.split(separator: ":").last ?? ""
        await first.stop()
        let second = try ScriptedService(keys: first.keys, endpoint: "tcp://127.0.0.4:\(port)")
        names.say(.addresses(["127.0.0.4"]))
        #expect(try await client.say([6]).body == [6])
        await client.close()
        await second.stop()
    }

    @Test func `why a name leads nowhere is told`() async throws {
        let service = try ScriptedService()
        let names = Names(.unknown)
        let client = client(service, names.resolver)
        #expect(await words(client).contains("doesn't resolve"))
        names.say(.failed("Temporary failure in name resolution"))
        #expect(await words(client).contains("can't be looked up: Temporary failure"))
        names.say(.addresses(["127.0.0.2"]))
        #expect(await words(client).contains("nothing listens on tcp://echo.mall.example"))
        names.say(.addresses(["127.0.0.1"]))
        #expect(try await client.say([5]).body == [5])
        await client.close()
        await service.stop()
    }
}

extension MeshClient {
    fileprivate func failureOfCalling(
        _ method: String,
        _ timeout: Duration
    ) async -> CallFailure? {
        do {
            _ = try await call(method, kind: .read, body: [], .init(timeout: timeout))
            return nil
        } catch {
            return error
        }
    }
}
