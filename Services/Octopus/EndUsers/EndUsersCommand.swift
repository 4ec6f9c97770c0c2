import ArgumentParser
import OctopusClient

/// The command `octopus end-users`.
struct EndUsersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "end-users",
        abstract: "Registers, shows, blocks and erases the tenant's end users.",
        subcommands: [
            EndUsersShowCommand.self, EndUsersAddCommand.self, EndUsersBlockCommand.self,
            EndUsersUnblockCommand.self, EndUsersEraseCommand.self, EndUsersDelivererCommand.self,
        ]
    )
}

/// An end user on the command line.
struct EndUserArgument: ParsableArguments {
    @Argument(help: "The end user's id, or their End-user ID as people type it: 7K3M9-QXT4R.")
    var endUser: String

    func find(_ session: Session) async throws -> GetEndUser.Reply {
        let id = EndUserID(endUser)
        return try await session.asUser(
            GetEndUser.self,
            .init(endUserId: id, code: id == nil ? endUser : nil)
        )
    }
}

/// The command `octopus end-users show`.
struct EndUsersShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Shows an end user."
    )

    @OptionGroup var endUser: EndUserArgument
    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let found = try await connection.open().use { try await endUser.find($0) }
        try output.show(found) { EndUserPrinter.sheet(of: $0).print() }
    }
}

/// The command `octopus end-users add`.
struct EndUsersAddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Registers an end user, who has agreed to it.",
        discussion: "An e-mail or a phone is needed: their one-time codes go there."
    )

    @Option(
        help: ArgumentHelp("The tenant; without it the one you are logged in to.", valueName: "id")
    )
    var tenant: TenantID?

    @Option(help: "What people call them.")
    var name: String?

    @Option(help: "Unique in the tenant.")
    var email: String?

    @Option(help: "International, as '+385 91 234 5678'; unique in the tenant.")
    var phone: String?

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        guard email != nil || phone != nil else {
            throw ValidationError("Name an --email or a --phone.")
        }
    }

    func run() async throws {
        let reply = try await connection.open().use { session in
            guard let tenant = try tenant ?? session.profile.read().login?.tenant else {
                throw Failure(.usage, "nobody is logged in", advice: "Name the tenant: --tenant ID")
            }
            return try await session.client.call(
                RegisterEndUser.self,
                .init(name: name, email: email, phone: phone),
                CallOptions(routingKey: tenant.uuid, timeout: .seconds(30))
            )
        }
        try output.show(reply) { Console.print("\($0.code)  \($0.endUserId)") }
    }
}

/// The command `octopus end-users block`.
struct EndUsersBlockCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "block",
        abstract: "Shuts an end user out; their sessions end at once."
    )

    @OptionGroup var endUser: EndUserArgument
    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let found = try await connection.open().use { session in
            let found = try await endUser.find(session)
            _ = try await session.asUser(BlockEndUser.self, .init(endUserId: found.endUserId))
            return found
        }
        output.done("\(found.code) is blocked.", "endUserId", found.endUserId.description)
    }
}

/// The command `octopus end-users unblock`.
struct EndUsersUnblockCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unblock",
        abstract: "Lets a blocked end user in again."
    )

    @OptionGroup var endUser: EndUserArgument
    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let found = try await connection.open().use { session in
            let found = try await endUser.find(session)
            _ = try await session.asUser(UnblockEndUser.self, .init(endUserId: found.endUserId))
            return found
        }
        output.done("\(found.code) can log in again.", "endUserId", found.endUserId.description)
    }
}

/// The command `octopus end-users erase`.
struct EndUsersEraseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "erase",
        abstract: "Erases what is personal of an end user, in every service and for good."
    )

    @OptionGroup var endUser: EndUserArgument
    @OptionGroup var confirm: ConfirmOptions
    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        try await connection.open().use { session in
            let found = try await endUser.find(session)
            let name = [found.code, found.name].compactMap { $0 }.joined(separator: ", ")
            try confirm.demand("Erase \(name) everywhere, for good?")
            _ = try await session.asUser(EraseEndUser.self, .init(endUserId: found.endUserId))
            output.done("\(found.code) is erased.", "endUserId", found.endUserId.description)
        }
    }
}

/// Shows end users.
enum EndUserPrinter {
    static func sheet(of endUser: GetEndUser.Reply) -> Sheet {
        var sheet = Sheet()
        sheet.add("name", endUser.name)
        sheet.add("e-mail", endUser.email)
        sheet.add("phone", endUser.phone)
        sheet.add("End-user ID", endUser.code)
        sheet.add("id", endUser.endUserId.description)
        sheet.add("status", endUser.status.rawValue)
        sheet.add("registered", InstantText.text(of: endUser.createdAt))
        return sheet
    }
}
