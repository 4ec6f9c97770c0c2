import ArgumentParser
import OctopusClient

/// The command `octopus requests`.
struct RequestsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "requests",
        abstract: "Decides what partners, and those who want to be, ask the tenant for.",
        discussion: """
              octopus requests --desk addOns
              octopus requests reject 01980af2-… --reason "We have no room."
              octopus requests history --csv history.csv
            """,
        subcommands: [
            RequestsListCommand.self, RequestsApproveCommand.self, RequestsRejectCommand.self,
            RequestsHistoryCommand.self, RequestsStuckCommand.self, RequestsRetryCommand.self,
            RequestsAbandonCommand.self,
        ],
        defaultSubcommand: RequestsListCommand.self
    )
}

/// The command `octopus requests list`.
struct RequestsListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists what waits for a decision, the oldest first."
    )

    @Option(help: "Which desk: partnership, addOns or others; all of them without it.")
    var desk: RequestDesk?

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let requests = try await connection.open().use { session in
            var found: [PendingRequest] = []
            for desk in desk.map({ [$0] }) ?? RequestDesk.allCases {
                found += try await session.asUser(listing: ListPendingRequests.self) {
                    .init(desk: desk, after: $0)
                }
            }
            return found
        }
        try output.show(requests) { requests in
            var table = Table("ID", "KIND", "FROM", "ASKS FOR", "PRICE", "SINCE")
            for request in requests {
                table.add(
                    request.id.description,
                    request.kind.rawValue,
                    request.partnerName,
                    request.title,
                    request.items.words,
                    InstantText.text(of: request.requestedAt) ?? ""
                )
            }
            table.print()
        }
    }
}

/// The command `octopus requests approve`.
struct RequestsApproveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve",
        abstract: "Approves a request; who asked is told by mail."
    )

    @Argument(help: "The request's id.")
    var request: RequestID

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let decided = try await connection.open().use { session in
            try await session.asUser(ApproveRequest.self, .init(requestId: request))
        }
        try output.show(decided) { Console.note("\($0.title) of \($0.partnerName) is approved.") }
    }
}

/// The command `octopus requests reject`.
struct RequestsRejectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reject",
        abstract: "Rejects a request; the reason is mailed to who asked."
    )

    @Argument(help: "The request's id.")
    var request: RequestID

    @Option(help: "Why, for who asked.")
    var reason: String

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let decided = try await connection.open().use { session in
            try await session.asUser(
                RejectRequest.self,
                .init(requestId: request, reason: reason)
            )
        }
        try output.show(decided) { Console.note("\($0.title) of \($0.partnerName) is rejected.") }
    }
}

/// The command `octopus requests history`.
struct RequestsHistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "Lists what was decided, the newest first, or writes all of it as a CSV file."
    )

    @Option(help: "Which desk: partnership, addOns or others.")
    var desk = RequestDesk.partnership

    @Option(help: "Only those of partners whose name contains it.")
    var search: String?

    @Option(help: ArgumentHelp("Writes it there.", valueName: "file"))
    var csv: String?

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let session = try connection.open()
        if let csv { return try await session.use { try await write(to: csv, $0) } }
        let decided: [DecidedRequest] = try await session.use { session in
            try await session.asUser(listing: ListDecidedRequests.self) {
                .init(desk: desk, search: search, after: $0)
            }
        }
        try output.show(decided) { decided in
            var table = Table(
                "REQUEST",
                "KIND",
                "OF",
                "ASKED FOR",
                "PRICE",
                "DECISION",
                "AT",
                "WHY"
            )
            for one in decided {
                table.add(
                    one.requestId.description,
                    one.kind.rawValue,
                    one.partnerName,
                    one.title,
                    one.items.words,
                    one.decision.rawValue,
                    InstantText.text(of: one.decidedAt) ?? "",
                    one.reason ?? ""
                )
            }
            table.print()
        }
    }

    private func write(to file: String, _ session: Session) async throws {
        let begun = try await session.asUser(
            ExportDecidedRequests.self,
            .init(desk: desk, search: search)
        )
        let (bytes, rows) = try await session.read(begun, of: "partners")
        try Output.write(bytes, to: file)
        Console.note("octopus: \(rows) decisions in \(file)")
    }
}

extension [RequestedItem] {
    /// What they cost.
    var words: String { map(\.price.words).joined(separator: " + ") }
}
