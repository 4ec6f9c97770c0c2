import ArgumentParser
import OctopusClient

/// The command `octopus users show`.
struct UsersShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Shows a user with everything that is known of them."
    )

    @Argument(help: "The user's id or e-mail.")
    var user: String

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        try await connection.open().use { session in
            let user = try await NamedUser.find(user, session)
            let names = output.json ? [:] : await RoleNames.all(session)
            try output.show(user) { UserPrinter.sheet(of: $0, names).print() }
        }
    }
}

/// The command `octopus users operator`.
struct UsersOperatorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "operator",
        abstract: "Makes a user a chat operator, or none any more.",
        discussion: """
            An administrator sees all chats of the account; a normal operator their own chats, and \
            no users and no invoices, whatever their role says. For example:
              octopus users operator ana@shop.example normal
            """
    )

    @Argument(help: "The user's id or e-mail.")
    var user: String

    @Argument(help: "administrator, normal or none.")
    var kind: Kind

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    enum Kind: String, ExpressibleByArgument, CaseIterable {
        case administrator, normal, none
    }

    func run() async throws {
        try await connection.open().use { session in
            let user = try await NamedUser.find(user, session)
            let changed = try await session.asUser(
                SetChatOperator.self,
                .init(
                    userId: user.id,
                    version: user.version,
                    chatOperator: ChatOperator(rawValue: kind.rawValue)
                )
            )
            try await UserPrinter.print(changed, output, session)
        }
    }
}

/// The command `octopus users remove-second-factor`.
struct UsersRemoveSecondFactorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove-second-factor",
        abstract: "Takes away the second factor of a user who lost it; their sessions end.",
        discussion: "Make sure that it is they who ask. They are told by mail."
    )

    @Argument(help: "The user's id or e-mail.")
    var user: String

    @OptionGroup var confirm: ConfirmOptions
    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        try await connection.open().use { session in
            let user = try await NamedUser.find(user, session)
            try confirm.demand("Take away the second factor of \(user.name) <\(user.email)>?")
            let changed = try await session.asUser(
                RemoveUserSecondFactor.self,
                .init(userId: user.id)
            )
            try await UserPrinter.print(changed, output, session)
        }
    }
}
