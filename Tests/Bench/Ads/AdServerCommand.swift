import ArgumentParser
import Glibc
import OctopusAdvertising
import OctopusMesh
import OctopusServiceKit

/// Advertising as it runs, in a process of its own, with end users to be shown ads.
struct AdServerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ad-server",
        abstract: "Serves advertising until it is ended; its log goes to standard error."
    )

    @Argument(help: "The folder that `ad-grow` made; what clients need is left there.")
    var folder: String

    @OptionGroup var size: AdTownOptions

    func run() async throws {
        let keys = CurveKeyPair.generate()
        let shard = MeshMap.Shard(endpoint: "tcp://127.0.0.1:0", publicKey: keys.publicKey)
        let host = try await ServiceHost.start(
            AdvertisingService.definition,
            ServiceHost.Configuration(
                map: MeshMap(services: ["advertising": [shard]]),
                keys: keys,
                instance: AdHouse.configuration(of: folder, AdHouse.logger())
            )
        )
        try await host.welcome(size.people, "advertising", keys, leavingIn: folder)
        // Whose memory is looked at.
        print("ready \(getpid())")
        fflush(nil)
        await host.run { await untilKilled() }
    }
}
