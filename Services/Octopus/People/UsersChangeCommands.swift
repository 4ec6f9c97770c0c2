import ArgumentParser
import OctopusClient

/// The command `octopus users add`.
struct UsersAddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Creates a user, who is invited by mail."
    )

    @Argument(help: "What the user logs in with.")
    var email: String

    @Option(help: "What people call them.")
    var name: String

    @Option(help: "The id of a role: see octopus roles.")
    var role: String

    @Option(help: "Where they can be called.")
    var phone: String?

    @Flag(help: "As JSON.")
    var json = false

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        guard let role = RoleID(role) else { throw Failure(.usage, "--role is the id of a role") }
        let user = try await connection.open().use { session in
            try await session.asUser(
                CreateUser.self,
                .init(name: name, email: email, phone: phone, roleId: role)
            )
        }
        try UserPrinter.print([user], json: json)
    }
}

/// The command `octopus users edit`.
struct UsersEditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit",
        abstract: "Changes what is named, and leaves the rest."
    )

    @Argument(help: "The user's id or e-mail.")
    var user: String

    @Option(help: "What people call them.")
    var name: String?

    @Option(help: "A new e-mail; their sessions end.")
    var email: String?

    @Option(help: "Where they can be called; an empty text takes it away.")
    var phone: String?

    @Option(help: "The id of a role: see octopus roles.")
    var role: String?

    @Flag(help: "As JSON.")
    var json = false

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let role = try role.map { text in
            guard let id = RoleID(text) else { throw Failure(.usage, "--role is the id of a role") }
            return id
        }
        let edited = try await connection.open().use { session in
            let user = try await NamedUser.find(user, session)
            let phone = phone ?? user.phone
            return try await session.asUser(
                EditUser.self,
                .init(
                    userId: user.id,
                    version: user.version,
                    name: name ?? user.name,
                    email: email ?? user.email,
                    phone: phone?.isEmpty == true ? nil : phone,
                    roleId: role
                )
            )
        }
        try UserPrinter.print([edited], json: json)
    }
}

/// The command `octopus users set`.
struct UsersStatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set",
        abstract: "Shuts a user out, or lets them in again.",
        discussion: "For example: octopus users set ana@shop.example disabled"
    )

    @Argument(help: "The user's id or e-mail.")
    var user: String

    @Argument(help: "disabled or enabled.")
    var status: String

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        guard status == "disabled" || status == "enabled" else {
            throw Failure(.usage, "a user is set disabled or enabled")
        }
        let changed = try await connection.open().use { session in
            let user = try await NamedUser.find(user, session)
            return status == "disabled"
                ? try await session.asUser(
                    DisableUser.self,
                    .init(userId: user.id, version: user.version)
                )
                : try await session.asUser(
                    EnableUser.self,
                    .init(userId: user.id, version: user.version)
                )
        }
        try UserPrinter.print([changed], json: false)
    }
}

/// The command `octopus users resend`.
struct UsersResendCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resend",
        abstract: "Mails a new invitation; the one before is void."
    )

    @Argument(help: "The user's id or e-mail.")
    var user: String

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let end = try await connection.open().use { session in
            let user = try await NamedUser.find(user, session)
            return try await session.asUser(ResendInvitation.self, .init(userId: user.id))
                .invitationExpiresAt
        }
        Console.print("It can be accepted until \(InstantText.text(of: end) ?? "").")
    }
}

/// The command `octopus users delete`.
struct UsersDeleteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete",
        abstract: "Deletes a user for good; their sessions end at once."
    )

    @Argument(help: "The user's id or e-mail.")
    var user: String

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        try await connection.open().use { session in
            let user = try await NamedUser.find(user, session)
            _ = try await session.asUser(
                DeleteUser.self,
                .init(userId: user.id, version: user.version)
            )
        }
    }
}

/// The command `octopus users password`.
struct UsersPasswordCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "password",
        abstract: "Gives a user a temporary password, which their next log-in must change.",
        discussion: "Without a file it is generated, and printed once."
    )

    @Argument(help: "The user's id or e-mail.")
    var user: String

    @Option(help: ArgumentHelp("Where the password is, - for the input.", valueName: "file"))
    var passwordFile: String?

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let named = try passwordFile.map { try Secret.read(from: $0, asking: "") }
        let reply = try await connection.open().use { session in
            let user = try await NamedUser.find(user, session)
            return try await session.asUser(
                SetUserPassword.self,
                .init(userId: user.id, password: named)
            )
        }
        if let password = reply.password { Console.print(password) }
        Console.note("It opens until \(InstantText.text(of: reply.passwordExpiresAt) ?? "").")
    }
}
