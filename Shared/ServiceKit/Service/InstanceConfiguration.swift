package import Logging
package import OctopusMesh
package import OctopusStore

/// What a service instance is given by the process, or the test, around it.
package struct InstanceConfiguration: Sendable {
    /// Where its files lie; made if it is not there.
    package var dataFolder: String
    /// Where its secrets lie; nil is beside the data folder.
    package var secretsFolder: String?
    package var settings: Settings
    package var shard = 0
    package var clock: any ServiceClock = SystemClock()
    package var ids: any IDSource = SystemIDs()
    package var logger: Logger
    package var registry = MetricsRegistry()
    /// Whether finished spans are written to the log.
    package var logsSpans = false
    /// Programs that are known without identity: the services of the mesh map.
    package var pinned: [CurvePublicKey: Principal] = [:]
    package var mesh: MeshClient?
    /// Opens the security log of a data folder that is locked by now; nil where none is kept.
    var openSecurityLog: (@Sendable (_ folder: String) throws -> SecurityLog)?
    /// Changes what the store is opened with: a measure's batches, a test's hooks.
    package var adjustStore: @Sendable (inout StoreConfiguration) -> Void = { _ in }
    /// The logs of the shards of a service, in their order; empty for one that can't be reached.
    package var sources: @Sendable (_ service: String) -> [any EventSource] = { _ in [] }

    package init(dataFolder: String, settings: Settings, logger: Logger) {
        self.dataFolder = dataFolder
        self.settings = settings
        self.logger = logger
    }
}
