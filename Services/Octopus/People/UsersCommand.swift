import ArgumentParser
import OctopusClient

/// The command `octopus users`.
struct UsersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "users",
        abstract: "Manages the admin users of one's account.",
        subcommands: [
            UsersListCommand.self, UsersAddCommand.self, UsersEditCommand.self,
            UsersStatusCommand.self, UsersResendCommand.self, UsersDeleteCommand.self,
            UsersPasswordCommand.self,
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

    @Flag(help: "As JSON.")
    var json = false

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let status = try status.map { word in
            guard let status = UserStatus(rawValue: word) else {
                throw Failure(.usage, "--status is invited, active or disabled")
            }
            return status
        }
        let users: [User] = try await connection.open().use { session in
            try await session.asUser(listing: ListUsers.self) {
                .init(after: $0, search: search, status: status)
            }
        }
        try UserPrinter.print(users, json: json)
    }
}

/// Finds the user whom a command line means.
enum NamedUser {
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

/// Shows users.
enum UserPrinter {
    static func print(_ users: [User], json: Bool) throws {
        guard !json else {
            return Console.print(JSONValue.array(try users.map { try JSONValue($0) }).pretty)
        }
        var table = Table("ID", "NAME", "E-MAIL", "STATUS", "ROLE", "SECOND FACTOR")
        for user in users {
            table.add(
                user.id.description,
                user.name,
                user.email,
                user.passwordExpiresAt == nil ? user.status.rawValue : "temporary password",
                user.isOwner ? "Account owner" : user.roleId?.description ?? "",
                user.hasSecondFactor ? "yes" : "no"
            )
        }
        table.print()
    }
}
