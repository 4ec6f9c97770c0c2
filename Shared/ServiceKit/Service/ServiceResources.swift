package import Logging
package import OctopusMesh
package import OctopusStore

/// What a service builds its environment from.
package struct ServiceResources: Sendable {
    package let settings: Settings
    package let store: Store
    package let clock: any ServiceClock
    package let ids: any IDSource
    package let logger: Logger
    /// Seals what must be secret at rest.
    package let sealer: Sealer
    /// Nil where none is kept.
    package let securityLog: SecurityLog?
    /// Hashes what people present, with a key that the database has sealed.
    package let hashes: KeyedHash
    /// The service's own way into the mesh; nil where it runs without one.
    package let mesh: MeshClient?
    /// Up to when it has read the logs that it follows.
    package let proofs: ReadProofs
    /// Where the service's files lie.
    package let dataFolder: String
}

extension InstanceConfiguration {
    /// What the service's environment is built from, once its store is open.
    func resources(
        _ store: Store,
        _ ring: KeyRing,
        _ hashes: KeyedHash,
        _ rights: RightsWatch,
        _ proofs: ReadProofs
    ) -> ServiceResources {
        ServiceResources(
            settings: settings,
            store: store,
            clock: clock,
            ids: ids,
            logger: logger,
            sealer: Sealer(ring),
            securityLog: rights.log,
            hashes: hashes,
            mesh: mesh,
            proofs: proofs,
            dataFolder: dataFolder
        )
    }
}
