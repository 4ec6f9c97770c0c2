import ArgumentParser
import OctopusClient

/// The command `octopus roles`.
struct RolesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "roles",
        abstract: "Manages the roles of one's account, and who owns it.",
        subcommands: [
            RolesListCommand.self, RolesProductsCommand.self, RolesShowCommand.self,
            RolesAddCommand.self, RolesEditCommand.self, RolesDeleteCommand.self,
            RolesHandOverCommand.self,
        ],
        defaultSubcommand: RolesListCommand.self
    )
}

/// The command `octopus roles list`.
struct RolesListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists roles by name; Account owner is built in and not listed."
    )

    @Option(help: "Only those whose name contains it.")
    var search: String?

    @Flag(help: "As JSON.")
    var json = false

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let roles: [Role] = try await connection.open().use { session in
            try await session.asUser(listing: ListRoles.self) { .init(search: search, after: $0) }
        }
        try RolePrinter.print(roles, json: json)
    }
}

/// The command `octopus roles products`.
struct RolesProductsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "products",
        abstract: "Tells what a role can be given, and how much of it."
    )

    @Flag(help: "As JSON.")
    var json = false

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let reply = try await connection.open().use { session in
            try await session.asUser(ListProducts.self, .init())
        }
        guard !json else { return Console.print(try JSONValue(reply).pretty) }
        var table = Table("PRODUCT", "A NEW ROLE HAS", "YOU MAY GIVE")
        for offered in reply.products {
            table.add(
                offered.product.rawValue,
                offered.standard?.rawValue ?? "",
                offered.most?.rawValue ?? "nothing"
            )
        }
        table.print()
    }
}

/// The command `octopus roles show`.
struct RolesShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Shows a role and who has it."
    )

    @Argument(help: "The role's id or name.")
    var role: String

    @Flag(help: "As JSON.")
    var json = false

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let found = try await connection.open().use { session in
            let role = try await NamedRole.find(role, session)
            return try await session.asUser(GetRole.self, .init(roleId: role.id))
        }
        guard !json else { return Console.print(try JSONValue(found).pretty) }
        try RolePrinter.print([found.role], json: false)
        guard !found.users.isEmpty else { return }
        Console.print("")
        var table = Table("USER", "NAME", "STATUS")
        for user in found.users { table.add(user.id.description, user.name, user.status.rawValue) }
        table.print()
    }
}

/// Finds the role that a command line means.
enum NamedRole {
    /// A role by id or by its whole name.
    static func find(_ text: String, _ session: Session) async throws -> Role {
        if let id = RoleID(text) {
            return try await session.asUser(GetRole.self, .init(roleId: id)).role
        }
        let found: [Role] = try await session.asUser(listing: ListRoles.self) {
            .init(search: text, after: $0)
        }
        guard let role = found.first(where: { $0.name.lowercased() == text.lowercased() }) else {
            throw Failure(
                .refused,
                "no role is called \(text)",
                advice: "See which there are: octopus roles"
            )
        }
        return role
    }
}

/// Shows roles.
enum RolePrinter {
    static func print(_ roles: [Role], json: Bool) throws {
        guard !json else {
            return Console.print(JSONValue.array(try roles.map { try JSONValue($0) }).pretty)
        }
        var table = Table("ID", "NAME", "USERS", "SECOND FACTOR", "LEVELS")
        for role in roles {
            let levels = role.levels.map { "\($0.product.rawValue)=\($0.level.rawValue)" }
            table.add(
                role.id.description,
                role.name,
                "\(role.userCount)",
                role.demandsSecondFactor ? "demanded" : "",
                levels.joined(separator: " ")
            )
        }
        table.print()
    }
}
