import ArgumentParser
import OctopusClient

/// The command `octopus users`.
struct UsersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "users",
        abstract: "Manages the admin users of one's account.",
        subcommands: [
            UsersListCommand.self, UsersShowCommand.self, UsersAddCommand.self,
            UsersEditCommand.self, UsersStatusCommand.self, UsersResendCommand.self,
            UsersPasswordCommand.self, UsersRemoveSecondFactorCommand.self,
            UsersOperatorCommand.self, UsersSIPCommand.self, UsersDeleteCommand.self,
        ],
        defaultSubcommand: UsersListCommand.self
    )
}

/// The command `octopus users list`.
struct UsersListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists users by name."
    )

    @Option(help: "Only those whose name or e-mail contains it.")
    var search: String?

    @Option(help: "Only those who are invited, active or disabled.")
    var status: String?

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let status = try status.map { word in
            guard let status = UserStatus(rawValue: word) else {
                throw Failure(.usage, "--status is invited, active or disabled")
            }
            return status
        }
        try await connection.open().use { session in
            let users: [User] = try await session.asUser(listing: ListUsers.self) {
                .init(after: $0, search: search, status: status)
            }
            try await UserPrinter.print(users, output, session)
        }
    }
}

/// Finds the user whom a command line means.
enum NamedUser {
    /// The id of a user, which is not looked up where it is given as such.
    static func id(_ text: String, _ session: Session) async throws -> UserID {
        if let id = UserID(text) { return id }
        return try await find(text, session).id
    }

    /// A user by id or e-mail.
    static func find(_ text: String, _ session: Session) async throws -> User {
        if let id = UserID(text) {
            return try await session.asUser(GetUser.self, .init(userId: id))
        }
        let found: [User] = try await session.asUser(listing: ListUsers.self) {
            .init(after: $0, search: text)
        }
        guard let user = found.first(where: { $0.email == text.lowercased() }) else {
            throw Failure(
                .refused,
                "nobody has the e-mail \(text)",
                advice: "See who is there: octopus users list"
            )
        }
        return user
    }
}
