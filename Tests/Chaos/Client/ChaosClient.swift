import ArgumentParser
import FoundationEssentials
import Logging
import OctopusClient
import OctopusMesh
import OctopusProgram

/// Keeps commands and reads under way while services die, with the Swift library, and writes down
/// what it asked and what it was answered; `deploy/chaos` starts it.
@main
struct ChaosClient: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chaos-client",
        abstract: "Asks a dying installation for things; deploy/chaos starts it.",
        version: "chaos-client \(Release.version)"
    )

    @Option(help: "What the clients know: the map, the keys, the shops.")
    var world: String

    @Option(help: "Which of the shops this client works in.")
    var shop: Int

    @Option(help: "Where it writes down what it asks and is answered.")
    var journal: String

    @Option(help: "Repeats its choices.")
    var seed: UInt64

    @Option(help: "How many choose at the same time.")
    var workers = 8

    static func main() async {
        StandardStream.checkPrintedTextAtExit()
        await main(nil)
    }

    mutating func run() async throws {
        let world = try World(file: world)
        let client = MeshClient(
            map: try MeshMap(file: world.map),
            keys: try CurveKeyPair(file: world.keys),
            configuration: .init(instance: "chaos"),
            logger: Logger(label: "chaos", factory: { _ in SwiftLogNoOpLogHandler() })
        )
        let journal = try Journal(path: journal)
        let seen = Sightings()
        await withTaskGroup { group in
            for number in 0..<workers {
                let desk = Desk(
                    client: client,
                    journal: journal,
                    world: world,
                    shop: world.shops[shop],
                    seen: seen
                )
                let choices = Choices(seed: seed &+ UInt64(number))
                group.addTask {
                    var worker = Worker(desk: desk, choices: choices)
                    await worker.work(until: world.finish)
                }
            }
        }
        await client.close()
    }
}
