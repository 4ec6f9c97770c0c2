import ArgumentParser
import OctopusClient

/// The command `octopus audit verify`.
struct AuditVerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Says whether entries were changed or are missing.",
        discussion: "Ends with 0 if all is as it was written, 1 otherwise."
    )

    @Argument(help: "Whose audit; without it all that the mesh map has.")
    var service: String?

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let answers = try await connection.open().use { session in
            let audit = AuditReader(session, noToken: true)
            return try await session.ask(service) { try await audit.verify(at: $0) }
        }
        let findings = answers.compactMap { place, answer in
            (try? answer.get()).map { AuditFinding(place: place, found: $0) }
        }
        if output.json {
            Console.print(JSONValue.array(findings.map(\.json)).pretty)
        } else {
            for finding in findings { finding.print() }
        }
        try AuditReader.demandAnswers(answers)
        guard findings.allSatisfy(\.faults.isEmpty) else {
            throw Failure(.refused, "an audit is not as it was written")
        }
    }
}

/// What was found in one service's audit.
private struct AuditFinding {
    let place: MeshPlace
    let entries: Int64
    let faults: [String]

    init(place: MeshPlace, found: (entries: Int64, faults: [String])) {
        self.place = place
        (entries, faults) = found
    }

    var json: JSONValue {
        .object([
            JSONMember(name: "service", value: .string(place.service)),
            JSONMember(name: "shard", value: .number("\(place.shard)")),
            JSONMember(name: "entries", value: .number("\(entries)")),
            JSONMember(name: "faults", value: .array(faults.map { .string($0) })),
        ])
    }

    func print() {
        let verdict = faults.isEmpty ? "nothing changed or missing" : "\(faults.count) faults"
        Console.print("\(place)  \(entries) entries: \(verdict)")
        for fault in faults { Console.print("  \(fault)") }
    }
}
