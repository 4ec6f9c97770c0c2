import ArgumentParser
import OctopusClient

/// The command `octopus chat presence`.
struct ChatPresenceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "presence",
        abstract:
            "Says for a while that you are there; octopus chat watch --present goes on saying it."
    )

    @Argument(help: "available, busy or away.")
    var state: PresenceState

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let reply = try await connection.open().use { session in
            try await session.asUser(SetPresence.self, .init(state: state))
        }
        try output.show(reply) { reply in
            let until = InstantText.text(of: reply.untilAt) ?? ""
            Console.print(state == .away ? "away" : "\(state.rawValue) until \(until)")
        }
    }
}

/// The command `octopus chat operators`.
struct ChatOperatorsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "operators",
        abstract: "Lists the partner's chat operators, with who is there."
    )

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let operators = try await connection.open().use { try await NamedOperator.all($0) }
        try output.show(operators) { operators in
            var table = Table("ID", "NAME", "IS", "CONVERSATIONS")
            for one in operators {
                table.add(
                    one.userId.description,
                    one.name ?? "",
                    one.state.rawValue,
                    one.conversations.map { "\($0)" } ?? ""
                )
            }
            table.print()
        }
    }
}

/// Finds the chat operator that a command line means.
enum NamedOperator {
    static func all(_ session: Session) async throws -> [OperatorPresence] {
        try await session.asUser(listing: ListOperators.self) { .init(after: $0) }
    }

    static func find(_ text: String, _ session: Session) async throws -> OperatorPresence {
        try pick(
            text,
            "operator",
            of: try await all(session),
            \.userId.description,
            { $0.name ?? "" },
            listing: "chat operators"
        )
    }
}
