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

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let roles: [Role] = try await connection.open().use { session in
            try await session.asUser(listing: ListRoles.self) { .init(search: search, after: $0) }
        }
        try output.show(roles, RolePrinter.print)
    }
}

/// The command `octopus roles products`.
struct RolesProductsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "products",
        abstract: "Tells what a role can be given, and how much of it."
    )

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let reply = try await connection.open().use { session in
            try await session.asUser(ListProducts.self, .init())
        }
        try output.show(reply) { reply in
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
}

/// The command `octopus roles show`.
struct RolesShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Shows a role and who has it."
    )

    @Argument(help: "The role's id or name.")
    var role: String

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let found = try await connection.open().use { session in
            let role = try await NamedRole.find(role, session)
            return try await session.asUser(GetRole.self, .init(roleId: role.id))
        }
        try output.show(found) { found in
            RolePrinter.print([found.role])
            guard !found.users.isEmpty else { return }
            Console.print("")
            var table = Table("USER", "NAME", "STATUS")
            for user in found.users {
                table.add(user.id.description, user.name, user.status.rawValue)
            }
            table.print()
        }
    }
}

/// Finds the role that a command line means.
enum NamedRole {
    /// The id of a role, which is not looked up where it is given as such.
    static func id(_ text: String, _ session: Session) async throws -> RoleID {
        if let id = RoleID(text) { return id }
        return try await find(text, session).id
    }

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
    static func print(_ roles: [Role]) {
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
