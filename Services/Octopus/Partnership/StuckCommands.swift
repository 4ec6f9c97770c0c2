import ArgumentParser
import OctopusClient

/// The command `octopus requests stuck`.
struct RequestsStuckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stuck",
        abstract: "Lists approved partnerships that have no account, and why.",
        discussion: """
            One whose address somebody has goes on with octopus requests retry, or ends with
            octopus requests abandon.
            """
    )

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let stuck: [StuckPartnership] = try await connection.open().use { session in
            try await session.asUser(listing: ListStuckPartnerships.self) { .init(after: $0) }
        }
        try output.show(stuck) { stuck in
            var table = Table("REQUEST", "PARTNER", "OWNER", "E-MAIL", "PHONE", "SINCE", "WHY")
            for one in stuck {
                table.add(
                    one.requestId.description,
                    one.partnerName,
                    one.ownerName ?? "",
                    one.email ?? "",
                    one.phone ?? "",
                    InstantText.text(of: one.stuckSinceAt) ?? "",
                    one.cause.words
                )
            }
            table.print()
        }
    }
}

extension StuckCause {
    /// What a person reads.
    fileprivate var words: String {
        switch self {
        case .accountAwaited: "identity has not opened the account yet"
        case .addressTaken: "somebody has the address"
        }
    }
}

/// The command `octopus requests retry`.
struct RequestsRetryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry",
        abstract: "Opens the account of a stuck partnership with another address, which is invited."
    )

    @Argument(help: "The request's id.")
    var request: RequestID

    @Argument(help: ArgumentHelp("The owner's address.", valueName: "e-mail"))
    var email: String

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let reply = try await connection.open().use { session in
            try await session.asUser(
                RetryPartnership.self,
                .init(requestId: request, email: email)
            )
        }
        try output.show(reply) { reply in
            Console.print(reply.partnerId.description)
            Console.note("The owner is invited by mail to \(email).")
        }
    }
}

/// The command `octopus requests abandon`.
struct RequestsAbandonCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "abandon",
        abstract: "Ends a stuck partnership whose address somebody has: it costs nothing.",
        discussion: "What its owner said of themselves is erased."
    )

    @Argument(help: "The request's id.")
    var request: RequestID

    @OptionGroup var confirm: ConfirmOptions
    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        try confirm.demand("End the partnership of request \(request), and erase its owner's data?")
        _ = try await connection.open().use { session in
            try await session.asUser(AbandonPartnership.self, .init(requestId: request))
        }
        output.done("The partnership is ended.", "requestId", request.description)
    }
}
