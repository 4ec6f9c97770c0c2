import Crypto
import OctopusContract
import Logging
package import OctopusMesh
import struct FoundationEssentials.Data

/// A service on the mesh: an instance with its sockets.
///
/// `start` opens it, and from then on it answers calls; `run` has it follow the others and do its own
/// work until it is told to end. Signals are the process's affair.
///
/// ```swift
/// let host = try await ServiceHost.start(definition, configuration)
/// await host.run { try? await gracefulShutdown() }
/// ```
package final class ServiceHost<Environment: Sendable>: Sendable {
    package struct Configuration: Sendable {
        package var map: MeshMap
        package var keys: CurveKeyPair
        /// Where to listen; nil is where the mesh map says.
        package var endpoint: String?
        package var limits = ServerLimits()
        package var instance: InstanceConfiguration

        package init(map: MeshMap, keys: CurveKeyPair, instance: InstanceConfiguration) {
            self.map = map
            self.keys = keys
            self.instance = instance
        }
    }

    package let instance: ServiceInstance<Environment>
    package let client: MeshClient
    private let configuration: Configuration
    private let server: MeshServer
    private let thread: SocketThread

    /// Opens the database and begins to listen.
    ///
    /// - Throws: `StartFailure`, `StoreError` and `MeshServerError`; each says what to do.
    package static func start(
        _ definition: ServiceDefinition<Environment>,
        _ configuration: Configuration
    ) async throws -> ServiceHost {
        let endpoint = try endpoint(definition.name, configuration)
        let logger = configuration.instance.logger
        let thread = try SocketThread(name: definition.name)
        let client = MeshClient(
            thread: thread,
            map: configuration.map,
            keys: configuration.keys,
            configuration: MeshClient.Configuration(
                instance: "\(definition.name)/\(configuration.instance.shard)"
            ),
            logger: logger
        )
        var inner = configuration.instance
        inner.mesh = client
        inner.pinned = SecurityState.pinned(by: configuration.map)
        let map = configuration.map
        inner.sources = { service in
            (map.services[service] ?? []).indices.map { shard in
                MeshEventSource(client: client, service: service, shard: shard)
            }
        }
        do {
            let instance = try await ServiceInstance.open(definition, inner)
            let server = MeshServer(
                MeshServer.Configuration(
                    service: definition.name,
                    shard: inner.shard,
                    endpoints: [endpoint],
                    keys: configuration.keys,
                    contractHash: fingerprint(of: instance.methods),
                    limits: configuration.limits
                ),
                thread: thread,
                principals: instance.security,
                handler: instance.callHandler,
                logger: logger
            )
            do {
                try server.start()
            } catch {
                await instance.close()
                throw error
            }
            return ServiceHost(instance, client, configuration, server, thread)
        } catch {
            await client.close()
            await thread.stop()
            throw error
        }
    }

    private init(
        _ instance: ServiceInstance<Environment>,
        _ client: MeshClient,
        _ configuration: Configuration,
        _ server: MeshServer,
        _ thread: SocketThread
    ) {
        self.instance = instance
        self.client = client
        self.configuration = configuration
        self.server = server
        self.thread = thread
    }

    /// Where it listens, with the port that the system chose.
    package var endpoint: String { server.boundEndpoint }

    /// Takes over addresses and keys of a mesh map that was corrected.
    ///
    /// - Throws: `StartFailure` if the map is for another start: it moves this service, or adds or
    ///   removes something. Then nothing changes.
    package func take(_ map: MeshMap) throws(StartFailure) {
        let name = instance.definition.name
        var corrected = configuration
        corrected.map = map
        let isHere = try Self.endpoint(name, corrected) == Self.endpoint(name, configuration)
        // Followers were made for the shards of the start.
        guard isHere,
            map.services.mapValues(\.count) == configuration.map.services.mapValues(\.count)
        else {
            throw StartFailure(
                .configuration,
                "the map moves \(name), or adds or removes services or shards: restart to take it"
            )
        }
        instance.security.pin(SecurityState.pinned(by: map))
        client.update(map: map)
    }

    /// Follows the others and does the service's own work; called once.
    ///
    /// Afterwards it finishes what runs, tells the clients to go, and lets go of everything.
    ///
    /// - Parameters:
    ///   - limit: How long calls that run may take to end.
    ///   - end: Returns when the service is to end.
    package func run(
        drainingAtMost limit: Duration = .seconds(10),
        until end: () async -> Void
    ) async {
        await withTaskGroup { group in
            group.addTask { [instance] in await instance.work() }
            await end()
            instance.beginDraining()
            await server.drain(timeout: limit)
            group.cancelAll()
        }
        await server.stop()
        await client.close()
        await thread.stop()
        await instance.close()
    }

    private static func endpoint(
        _ service: String,
        _ configuration: Configuration
    ) throws(StartFailure) -> String {
        let shards = configuration.map.services[service] ?? []
        let shard = configuration.instance.shard
        guard shards.indices.contains(shard) else {
            throw StartFailure(
                .configuration,
                "the mesh map has no shard \(shard) of \(service): add its endpoint and public key"
            )
        }
        guard shards[shard].publicKey == configuration.keys.publicKey else {
            throw StartFailure(
                .configuration,
                "mesh.map gives \(service) the public key \(shards[shard].publicKey), and "
                    + "mesh.key-file has \(configuration.keys.publicKey): correct the one or the other"
            )
        }
        return configuration.endpoint ?? shards[shard].endpoint
    }

    /// Changes when what can be called does, so that a client notices that it knows another contract.
    private static func fingerprint(of methods: [any Method.Type]) -> [UInt8] {
        let text = methods.map { method in
            let declaration = method.declaration
            let rules = declaration.access.rules.map(\.text).joined(separator: ",")
            return "\(declaration.name) \(declaration.kind) \(declaration.routing) \(rules)"
        }
        return Array(SHA256.hash(data: Data(text.sorted().joined(separator: "\n").utf8)))
    }
}
