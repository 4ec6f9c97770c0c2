import ArgumentParser
import Contract
import FoundationEssentials
import Mesh
import TestKit

/// Measures a running installation from outside, as its callers see it.
struct InstallationCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "installation",
        abstract: "Loads a launched installation with reads and awards."
    )

    @Option(help: "The launcher's data folder.")
    var data: String

    @Option(help: "Seconds for each figure.")
    var seconds = 3.0

    mutating func run() async throws {
        let map = try MeshMap(file: "\(data)/mesh.json")
        let keys = try CurveKeyPair(file: "\(data)/keys/operator.json")
        let client = MeshClient(map: map, keys: keys, logger: .silent)
        let shop = try await Shop.open(with: client, data: data)
        let time = Duration.seconds(seconds)

        for inFlight in [1, 64] {
            let trips = try await Load.run(inFlight: inFlight, for: time) {
                _ = try await client.call(ListPointTypes.self, .init(), shop.options)
            }
            print("read    \(trips)")
            let awards = try await Load.run(inFlight: inFlight, for: time) {
                _ = try await client.call(AwardPoints.self, shop.award, shop.options)
            }
            print("award   \(awards)")
        }
        let ledger = try await client.call(
            CheckLedger.self,
            .init(pointTypeId: shop.award.pointTypeId),
            shop.options
        )
        print("ledger  balanced \(ledger.isBalanced), held \(ledger.held)")
        await client.close()
    }
}
