import ArgumentParser
import OctopusLoyaltyContract
import FoundationEssentials
import OctopusLoyalty
import OctopusMesh
import OctopusServiceKit
import OctopusStore
import OctopusTestKit

/// Lets loyalty follow a log of end users over the mesh: all that it missed, then one by one.
struct FollowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "follow",
        abstract: "Loyalty's own projection of end users, read from another service's log."
    )

    @Argument(help: "A folder for the two databases.")
    var folder: String

    @Option(help: "Events that the follower has missed when it starts.")
    var events = 100_000

    @Option(help: "Single events that are then waited for, one after another.")
    var singles = 500

    func run() async throws {
        let keys = (source: CurveKeyPair.generate(), follower: CurveKeyPair.generate())
        let source = try await EndUserSource.start(folder: "\(folder)/source", keys.source)
        source.admit(keys.follower)
        try await source.append(events)

        let begun = ContinuousClock.now
        let follower = try await start(keys.follower, following: source)
        let last = try await source.append(1)
        try await wait(for: last, by: follower.host)
        let took = (ContinuousClock.now - begun) / .seconds(1)

        var applied: [Double] = []
        for _ in 0..<singles {
            let position = try await source.append(1)
            let committed = ContinuousClock.now
            try await wait(for: position, by: follower.host)
            applied.append((ContinuousClock.now - committed) / .microseconds(1))
        }
        await follower.stop()
        await source.stop()
        applied.sort()
        try Figures(
            callsPerSecond: Double(events) / took,
            p50Us: applied[singles / 2],
            p99Us: applied[singles * 99 / 100]
        ).write()
    }

    private func start(
        _ keys: CurveKeyPair,
        following source: EndUserSource
    ) async throws -> RunningHost<LoyaltyEnvironment> {
        let own = MeshMap.Shard(endpoint: "tcp://127.0.0.1:0", publicKey: keys.publicKey)
        return try await RunningHost.start(
            LoyaltyService.definition,
            ServiceHost.Configuration(
                map: MeshMap(services: ["loyalty": [own], "identity": [source.shard]]),
                keys: keys,
                instance: InstanceConfiguration(
                    dataFolder: "\(folder)/follower",
                    settings: Settings(Setting.standard),
                    logger: .silent
                )
            )
        )
    }

    private func wait(
        for position: LogPosition,
        by follower: ServiceHost<LoyaltyEnvironment>
    ) async throws {
        guard await follower.instance.hasSeen([position], within: .seconds(120)) else {
            throw NotFollowed()
        }
    }
}

private struct NotFollowed: Error, CustomStringConvertible {
    var description: String { "the follower did not come to the end of the log" }
}
