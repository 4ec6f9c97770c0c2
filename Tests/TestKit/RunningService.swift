package import OctopusContract
package import Logging
package import OctopusMesh
package import OctopusServiceKit

/// Services in this process that talk over real sockets, each on a port that the system chose.
package final class RunningService<Environment: Sendable>: Sendable {
    private let running: RunningHost<Environment>
    package let keys: CurveKeyPair
    package let name: String

    /// Starts a service.
    ///
    /// `others`: where the services that it follows are.
    /// `keys`: its own; new ones unless said otherwise.
    package static func start(
        _ definition: ServiceDefinition<Environment>,
        in folder: TemporaryFolder,
        others: MeshMap = MeshMap(services: [:]),
        keys: CurveKeyPair = .generate(),
        values: [String: SettingValue] = [:],
        logger: Logger = .silent
    ) async throws -> RunningService {
        var map = others
        map.services[definition.name] = [
            MeshMap.Shard(endpoint: "tcp://127.0.0.1:0", publicKey: keys.publicKey)
        ]
        let instance = InstanceConfiguration(
            dataFolder: folder.file(definition.name),
            settings: Settings(
                Setting.standard + definition.settings,
                TestSettings.values(values)
            ),
            logger: logger
        )
        let running = try await RunningHost.start(
            definition,
            ServiceHost.Configuration(map: map, keys: keys, instance: instance)
        )
        return RunningService(running, keys, definition.name)
    }

    private init(_ running: RunningHost<Environment>, _ keys: CurveKeyPair, _ name: String) {
        self.running = running
        self.keys = keys
        self.name = name
    }

    package var host: ServiceHost<Environment> { running.host }

    package var shard: MeshMap.Shard {
        MeshMap.Shard(endpoint: host.endpoint, publicKey: keys.publicKey)
    }

    /// A mesh map with this service alone; others are added with `adding`.
    package var map: MeshMap { MeshMap(services: [name: [shard]]) }

    /// Lets a program in, as identity's event would, and `proves` that nothing else was told.
    package func admit(
        _ keys: CurveKeyPair,
        tenant: TenantID? = nil,
        grants: [String]? = nil,
        proves: Bool = true
    ) {
        let principal = Principal(
            name: "test-\(keys.publicKey.z85.prefix(8))",
            tenant: tenant?.uuid,
            grants: grants ?? Principal.everything,
            publicKey: keys.publicKey.z85
        )
        host.instance.security.change { $0.principals[keys.publicKey] = principal }
        if proves { host.instance.security.prove() }
    }

    package func stop() async { await running.stop() }
}

extension MeshMap {
    /// Both maps' services.
    package func adding(_ other: MeshMap) -> MeshMap {
        MeshMap(services: services.merging(other.services) { _, new in new })
    }
}
