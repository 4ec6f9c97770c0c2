import ArgumentParser
import FoundationEssentials
import OctopusClient
import OctopusMesh

/// The command `octopus audit`.
struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Tells who did what, for whom, when and from where, and what was refused.",
        discussion: """
            Who is logged in sees what their role lets them see; --no-token shows what the program's \
            key may see.

              octopus audit --since 1h --refused
              octopus audit loyalty --about 01980af2-… --json
              octopus audit export --service identity --since 30d audit.csv
              octopus audit verify
            """,
        subcommands: [
            AuditListCommand.self, AuditExportCommand.self, AuditVerifyCommand.self,
        ],
        defaultSubcommand: AuditListCommand.self
    )
}

/// What is looked for in an audit.
struct AuditFilterOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "From that moment on: 2026-01-31T08:30:00Z, or how long ago: 90s, 1h30m, 7d.",
            valueName: "time"
        )
    )
    var since: String?

    @Option(help: ArgumentHelp("Before that moment, or so long ago.", valueName: "time"))
    var until: String?

    @Option(help: ArgumentHelp("What this person did.", valueName: "id"))
    var person: String?

    @Option(help: ArgumentHelp("What this person did in another's place.", valueName: "id"))
    var actor: String?

    @Option(help: ArgumentHelp("What was done to this thing.", valueName: "id"))
    var about: String?

    @Option(
        help: ArgumentHelp("A part of a method's, program's or change's name.", valueName: "text")
    )
    var search: String?

    @Flag(help: "Only what was refused.")
    var refused = false

    @Flag(help: "Ask for nobody, though you are logged in.")
    var noToken = false

    /// - Throws: `Failure.usage`.
    func filter() throws -> AuditFilter {
        func id(_ text: String?, _ option: String) throws -> UUID? {
            guard let text else { return nil }
            guard let id = UUID(uuidString: text) else {
                throw Failure(.usage, "\(option) \(text) is no UUID")
            }
            return id
        }
        return AuditFilter(
            fromAt: try since.map { try Since($0).instant(now: .now) },
            toAt: try until.map { try Since($0).instant(now: .now) },
            subject: try id(person, "--person"),
            actor: try id(actor, "--actor"),
            about: try id(about, "--about"),
            isRefused: refused ? true : nil,
            search: search
        )
    }
}

/// The command `octopus audit list`.
struct AuditListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists the newest entries, of all services or of one."
    )

    @Argument(help: "Whose audit; without it all that the mesh map has.")
    var service: String?

    @Option(help: ArgumentHelp("How many of each service at most.", valueName: "number"))
    var limit = 50

    @Flag(help: "As JSON, an entry a line.")
    var json = false

    @OptionGroup var filter: AuditFilterOptions
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        guard (1...100_000).contains(limit) else {
            throw ValidationError("--limit is a number up to 100000.")
        }
    }

    func run() async throws {
        let filter = try filter.filter()
        let answers = try await connection.open().use { session in
            let audit = AuditReader(session, noToken: self.filter.noToken)
            return try await session.ask(service) { [limit] place in
                try await audit.entries(filter, limit, at: place).map { (place.service, $0) }
            }
        }
        let found = answers.compactMap { try? $0.answer.get() }.joined()
        let entries = found.sorted { $0.1.at > $1.1.at }
        if json {
            for (service, entry) in entries {
                Console.print(try AuditPrinter.json(entry, of: service))
            }
        } else {
            AuditPrinter.print(entries)
        }
        try AuditReader.demandAnswers(answers)
    }
}

/// The command `octopus audit export`.
struct AuditExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Writes a service's audit as a CSV file."
    )

    @Argument(help: ArgumentHelp("The file.", valueName: "file"))
    var file: String

    @Option(help: "Whose audit.")
    var service = "identity"

    @OptionGroup var filter: AuditFilterOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let filter = try filter.filter()
        let (bytes, rows) = try await connection.open().use { session in
            let place = MeshPlace(service: try session.services(service)[0], shard: 0)
            return try await AuditReader(session, noToken: self.filter.noToken)
                .export(filter, at: place)
        }
        try Output.write(bytes, to: file)
        Console.note("octopus: \(rows) entries of \(service) in \(file)")
    }
}
