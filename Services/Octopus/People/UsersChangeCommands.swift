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

    @Option(help: "The id or name of a role: see octopus roles.")
    var role: String

    @Option(help: "Where they can be called.")
    var phone: String?

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        try await connection.open().use { session in
            let role = try await NamedRole.id(role, session)
            let user = try await session.asUser(
                CreateUser.self,
                .init(name: name, email: email, phone: phone, roleId: role)
            )
            try await UserPrinter.print(user, output, session)
        }
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

    @Option(help: "The id or name of a role: see octopus roles.")
    var role: String?

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        guard name != nil || email != nil || phone != nil || role != nil else {
            throw ValidationError("Say what changes: --name, --email, --phone or --role.")
        }
    }

    func run() async throws {
        try await connection.open().use { session in
            let user = try await NamedUser.find(user, session)
            let phone = phone ?? user.phone
            var roleID: RoleID?
            if let role { roleID = try await NamedRole.id(role, session) }
            let edited = try await session.asUser(
                EditUser.self,
                .init(
                    userId: user.id,
                    version: user.version,
                    name: name ?? user.name,
                    email: email ?? user.email,
                    phone: phone?.isEmpty == true ? nil : phone,
                    roleId: roleID
                )
            )
            try await UserPrinter.print(edited, output, session)
        }
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
    var status: NewStatus

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    enum NewStatus: String, ExpressibleByArgument, CaseIterable {
        case disabled, enabled
    }

    func run() async throws {
        try await connection.open().use { session in
            let user = try await NamedUser.find(user, session)
            let changed =
                status == .disabled
                ? try await session.asUser(
                    DisableUser.self,
                    .init(userId: user.id, version: user.version)
                )
                : try await session.asUser(
                    EnableUser.self,
                    .init(userId: user.id, version: user.version)
                )
            try await UserPrinter.print(changed, output, session)
        }
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

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let reply = try await connection.open().use { session in
            let user = try await NamedUser.find(user, session)
            return try await session.asUser(ResendInvitation.self, .init(userId: user.id))
        }
        try output.show(reply) { reply in
            let end = InstantText.text(of: reply.invitationExpiresAt) ?? ""
            Console.note("The new invitation can be accepted until \(end).")
        }
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

    @OptionGroup var confirm: ConfirmOptions
    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        try await connection.open().use { session in
            let user = try await NamedUser.find(user, session)
            try confirm.demand("Delete \(user.name) <\(user.email)> for good?")
            _ = try await session.asUser(
                DeleteUser.self,
                .init(userId: user.id, version: user.version)
            )
            output.done("\(user.name) is deleted.", "userId", user.id.description)
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

    @OptionGroup var output: PrintOptions
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
        try output.show(reply) { reply in
            if let password = reply.password { Console.print(password) }
            let end = InstantText.text(of: reply.passwordExpiresAt) ?? ""
            Console.note("It opens until \(end); the log-in asks for another one.")
        }
    }
}
