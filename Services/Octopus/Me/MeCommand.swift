import ArgumentParser
import OctopusClient

/// The command `octopus me`.
struct MeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "me",
        abstract: "Tells who one is, and changes one's own profile, password and second factor.",
        discussion: """
            For example:
              octopus me
              octopus me edit --phone '+385 91 234 5678'
              octopus me password
              octopus me second-factor begin
            """,
        subcommands: [
            MeShowCommand.self, MeEditCommand.self, MePasswordCommand.self,
            SecondFactorCommand.self, MeSIPCommand.self,
        ],
        defaultSubcommand: MeShowCommand.self
    )
}

/// The command `octopus me show`.
struct MeShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Tells who one is: account, role, levels, zone."
    )

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let me = try await connection.open().use { session in
            try await session.asUser(GetMe.self, .init())
        }
        try output.show(me) { me in
            sheet(of: me).print()
            if let new = me.newEmail {
                Console.note("The e-mail \(new) counts once the link is opened that went there.")
            }
            if me.needsSecondFactor {
                Console.note(
                    "Your role demands one-time codes before anything else: "
                        + "octopus me second-factor begin"
                )
            }
        }
    }

    private func sheet(of me: GetMe.Reply) -> Sheet {
        let account = me.partnerName.map { "\($0), of \(me.tenantName)" } ?? me.tenantName
        let levels = me.levels.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        var sheet = Sheet()
        sheet.add("name", me.name)
        sheet.add("e-mail", me.email)
        sheet.add("phone", me.phone)
        sheet.add("id", me.userId?.description ?? me.endUserId?.description)
        sheet.add("account", "\(account), \(me.timeZone), \(me.currency)")
        if me.isOwner { sheet.add("role", "Account owner") }
        sheet.add("acting", me.impersonatorName.map { "\($0), in the place of the person above" })
        sheet.add("levels", levels.isEmpty ? "none" : levels.joined(separator: ", "))
        if me.userId != nil { sheet.add("second factor", me.hasSecondFactor ? "yes" : "no") }
        return sheet
    }
}

/// The command `octopus me edit`.
struct MeEditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit",
        abstract: "Changes what is named of one's own profile, and leaves the rest.",
        discussion: """
            A new e-mail asks for your password, and counts once the link is opened that is mailed \
            to it: octopus open-link.
            """
    )

    @Option(help: "What people call you.")
    var name: String?

    @Option(help: "A new e-mail, which you log in with.")
    var email: String?

    @Option(help: "Where you can be called; an empty text takes it away.")
    var phone: String?

    @OptionGroup var password: OwnPasswordOptions
    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        guard name != nil || email != nil || phone != nil else {
            throw ValidationError("Say what changes: --name, --email or --phone.")
        }
    }

    func run() async throws {
        let session = try connection.open()
        let secret = try email == nil ? nil : password.read()
        let reply = try await session.use { session in
            let me = try await session.asUser(GetMe.self, .init())
            let phone = phone ?? me.phone
            return try await session.asUser(
                EditOwnProfile.self,
                .init(
                    version: me.version,
                    name: name ?? me.name ?? "",
                    email: email ?? me.email ?? "",
                    phone: phone?.isEmpty == true ? nil : phone,
                    password: secret
                )
            )
        }
        try output.show(reply) { reply in
            Console.note("Your profile is changed.")
            guard let new = reply.newEmail else { return }
            Console.note("A link went to \(new); the e-mail counts after: octopus open-link")
        }
    }
}

/// The command `octopus me password`.
struct MePasswordCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "password",
        abstract: "Changes one's own password; all other sessions end."
    )

    @OptionGroup var password: OwnPasswordOptions
    @OptionGroup var newPassword: NewPasswordOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let session = try connection.open()
        let request = try ChangePassword.Request(
            password: password.read(),
            newPassword: newPassword.read()
        )
        try await session.use { session in
            _ = try await session.asUser(ChangePassword.self, request)
        }
        Console.note("Your password is changed; your other sessions have ended.")
    }
}
