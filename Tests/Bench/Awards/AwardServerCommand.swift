import ArgumentParser
import Glibc
import Logging
import OctopusLoyalty
import OctopusMesh
import OctopusServiceKit
import OctopusStore

/// Loyalty as it runs, in a process of its own, with end users to give points to.
struct AwardServerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "award-server",
        abstract: "Serves loyalty until it is ended; its log goes to standard error."
    )

    @Argument(help: "An empty folder for its database, and for what its clients need.")
    var folder: String

    @Option(help: "End users who can be given points.")
    var endUsers = 10_000

    func run() async throws {
        let keys = CurveKeyPair.generate()
        let shard = MeshMap.Shard(endpoint: "tcp://127.0.0.1:0", publicKey: keys.publicKey)
        let sink = LogSink(service: "loyalty", format: .json)
        let logger = Logger(label: "bench") { _ in LineLogHandler(level: .info, sink: sink) }
        let host = try await ServiceHost.start(
            LoyaltyService.definition,
            ServiceHost.Configuration(
                map: MeshMap(services: ["loyalty": [shard]]),
                keys: keys,
                instance: InstanceConfiguration(
                    dataFolder: "\(folder)/data",
                    settings: Settings(Setting.standard),
                    logger: logger
                )
            )
        )
        let count = endUsers
        try await host.instance.store.write { try Furniture.place(endUsers: count, $0.database) }
        try await host.welcome([Furniture.person], "loyalty", keys, leavingIn: folder)
        print("ready")
        fflush(nil)
        await host.run { await untilKilled() }
    }
}
