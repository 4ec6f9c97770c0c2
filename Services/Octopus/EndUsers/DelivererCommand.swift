import ArgumentParser
import OctopusClient

/// The command `octopus end-users deliverer`.
struct EndUsersDelivererCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deliverer",
        abstract: "Tells or chooses the one program that delivers messages to phones.",
        discussion: """
            What it delivers opens every wallet with a phone, so there is one at a time, and it is \
            one of the tenant's own. Its id: octopus keys list.
            """
    )

    @Argument(help: ArgumentHelp("The program to choose, or none.", valueName: "program-id"))
    var program: String?

    @OptionGroup var confirm: ConfirmOptions
    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let chosen = try program.map { text in
            guard text != "none" else { return MessageProgram(principalId: nil) }
            guard let id = PrincipalID(text) else {
                throw Failure(.usage, "\(text) is no UUID, and not none")
            }
            return MessageProgram(principalId: id)
        }
        let current = try await connection.open().use { session in
            let current = try await session.asUser(GetMessageProgram.self, .init())
            guard let chosen, chosen != current else { return current }
            if let former = current.principalId {
                try confirm.demand("Take the messages away from \(former)?")
            }
            _ = try await session.asUser(SetMessageProgram.self, chosen)
            return chosen
        }
        try output.show(current) { current in
            Console.print(current.principalId?.description ?? "none")
        }
    }
}
