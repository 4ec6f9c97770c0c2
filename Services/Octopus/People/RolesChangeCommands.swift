import ArgumentParser
import OctopusClient

/// A level on the command line: `points=view`; `points=none` takes it away.
struct LevelArgument: ExpressibleByArgument {
    let product: Product
    /// Nil takes it away.
    let level: Level?

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let product = Product(rawValue: String(parts[0])) else {
            return nil
        }
        let level = Level(rawValue: String(parts[1]))
        guard level != nil || parts[1] == "none" else { return nil }
        (self.product, self.level) = (product, level)
    }

    static let help = ArgumentHelp(
        "A product's level, as points=view, update, full or none; may be given again.",
        valueName: "product=level"
    )
}

extension [LevelArgument] {
    /// Levels with these changes.
    func applied(to levels: [ProductLevel]) -> [ProductLevel] {
        reduce(levels) { levels, change in
            levels.filter { $0.product != change.product }
                + (change.level.map { [ProductLevel(change.product, $0)] } ?? [])
        }
    }
}

/// The command `octopus roles add`.
struct RolesAddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Creates a role.",
        discussion: "Without levels it begins with those that octopus roles products tells."
    )

    @Argument(help: "What people call it.")
    var name: String

    @Option(name: .customLong("level"), help: LevelArgument.help)
    var levels: [LevelArgument] = []

    @Flag(help: "Who has it must log in with a second factor.")
    var secondFactor = false

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let role = try await connection.open().use { session in
            try await session.asUser(
                CreateRole.self,
                .init(
                    name: name,
                    levels: levels.isEmpty ? nil : levels.applied(to: []),
                    demandsSecondFactor: secondFactor
                )
            )
        }
        try output.show(role) { RolePrinter.print([$0]) }
    }
}

/// The command `octopus roles edit`.
struct RolesEditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit",
        abstract: "Changes what is named, and leaves the rest; it holds everywhere within a second."
    )

    @Argument(help: "The role's id or name.")
    var role: String

    @Option(help: "What people call it.")
    var name: String?

    @Option(name: .customLong("level"), help: LevelArgument.help)
    var levels: [LevelArgument] = []

    @Flag(inversion: .prefixedNo, help: "Whether who has it must log in with a second factor.")
    var secondFactor: Bool?

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        guard name != nil || !levels.isEmpty || secondFactor != nil else {
            throw ValidationError("Say what changes: --name, --level or --second-factor.")
        }
    }

    func run() async throws {
        let edited = try await connection.open().use { session in
            let role = try await NamedRole.find(role, session)
            return try await session.asUser(
                EditRole.self,
                .init(
                    roleId: role.id,
                    version: role.version,
                    name: name ?? role.name,
                    levels: levels.applied(to: role.levels),
                    demandsSecondFactor: secondFactor ?? role.demandsSecondFactor
                )
            )
        }
        try output.show(edited) { RolePrinter.print([$0]) }
    }
}

/// The command `octopus roles delete`.
struct RolesDeleteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete",
        abstract: "Deletes a role that nobody has."
    )

    @Argument(help: "The role's id or name.")
    var role: String

    @OptionGroup var confirm: ConfirmOptions
    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        try await connection.open().use { session in
            let role = try await NamedRole.find(role, session)
            try confirm.demand("Delete the role \(role.name) for good?")
            _ = try await session.asUser(
                DeleteRole.self,
                .init(roleId: role.id, version: role.version)
            )
            output.done("The role \(role.name) is deleted.", "roleId", role.id.description)
        }
    }
}

/// The command `octopus roles hand-over`.
struct RolesHandOverCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hand-over",
        abstract: "Makes another user the Account owner; your own password confirms it."
    )

    @Argument(help: "The id or e-mail of the new owner.")
    var user: String

    @Option(help: "The id or name of the role that you have from then on.")
    var keep: String

    @OptionGroup var password: OwnPasswordOptions
    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let session = try connection.open()
        let password = try password.read()
        let heir = try await session.use { session in
            let heir = try await NamedUser.find(user, session)
            let role = try await NamedRole.find(keep, session)
            _ = try await session.asUser(
                HandOverOwnership.self,
                .init(userId: heir.id, roleId: role.id, password: password)
            )
            return heir
        }
        output.done("\(heir.name) is the Account owner.", "ownerId", heir.id.description)
    }
}
