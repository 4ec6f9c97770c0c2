import ArgumentParser
import OctopusClient

/// The command `octopus list`.
struct ListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists the methods and events of the services."
    )

    @Argument(help: "One service; without it all that the mesh map has.")
    var service: String?

    @Flag(help: "What this program was built with, without asking the services.")
    var offline = false

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        guard !offline else {
            for contract in ContractIndex.services where service == nil || service == contract.name
            {
                let description = try ServiceDescription(service: contract.name, of: contract)
                Self.print(contract.name, description.methods, description.events)
            }
            return
        }
        try await connection.open().use { session in
            var ofEveryService: [MethodDescription] = []
            for service in try session.services(service) {
                let (description, isItsOwn) = try await session.description(of: service)
                if !isItsOwn {
                    Console.note("octopus: \(service) does not answer; this is what was built in")
                }
                ofEveryService = description.methods.filter { $0.name.hasPrefix("mesh.") }
                let own = description.methods.filter { !ofEveryService.contains($0) }
                Self.print(service, own, description.events)
            }
            Self.print("every service", ofEveryService, [])
        }
    }

    private static func print(
        _ title: String,
        _ methods: [MethodDescription],
        _ events: [EventDescription]
    ) {
        Console.print(title)
        let rows =
            methods.map { ($0.name, "\($0.kind)", $0.summary) }
            + events.map { ($0.kind, "event", $0.summary) }
        let width = rows.map(\.0.count).max() ?? 0
        for (name, kind, summary) in rows {
            let words = [name.padded(to: width), kind.padded(to: 11), summary]
            Console.print("  " + words.joined(separator: "  "))
        }
    }
}

extension String {
    /// The text with as many spaces behind it as a column needs.
    func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
