import ArgumentParser
import OctopusClient

/// The command `octopus me sip`.
struct MeSIPCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sip",
        abstract: "Shows one's own account for SIP software, as a chat operator has one."
    )

    @OptionGroup var renewal: SIPRenewal
    @OptionGroup var confirm: ConfirmOptions
    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        try await connection.open().use { session in
            guard let me = try await session.asUser(GetMe.self, .init()).userId else {
                throw Failure(.refused, "end users have no account for SIP software")
            }
            try await renewal.show(of: me, "yours", confirm, output, session)
        }
    }
}

/// The command `octopus users sip`.
struct UsersSIPCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sip",
        abstract: "Shows a chat operator's account for SIP software.",
        discussion: "Who is one: octopus users operator."
    )

    @Argument(help: "The user's id or e-mail.")
    var user: String

    @OptionGroup var renewal: SIPRenewal
    @OptionGroup var confirm: ConfirmOptions
    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        try await connection.open().use { session in
            let user = try await NamedUser.find(user, session)
            try await renewal.show(of: user.id, "that of \(user.name)", confirm, output, session)
        }
    }
}

/// Whether a command shows a SIP account or makes its secret anew.
struct SIPRenewal: ParsableArguments {
    @Flag(help: "Make the secret anew, and print it once; the one before is void.")
    var renewSecret = false

    func show(
        of user: UserID,
        _ whose: String,
        _ confirm: ConfirmOptions,
        _ output: PrintOptions,
        _ session: Session
    ) async throws {
        guard renewSecret else {
            let details = try await session.asUser(GetSIPDetails.self, .init(userId: user))
            return try output.show(details) { Self.sheet(of: $0).print() }
        }
        try confirm.demand("Make a new secret, and void \(whose)?")
        let reply = try await session.asUser(RenewSIPSecret.self, .init(userId: user))
        try output.show(reply) { reply in
            var sheet = Self.sheet(of: reply.details)
            sheet.add("secret", reply.secret)
            sheet.print()
        }
    }

    private static func sheet(of details: SIPDetails) -> Sheet {
        var sheet = Sheet()
        sheet.add("username", details.username)
        sheet.add("realm", details.realm)
        sheet.add(
            "secret made",
            details.secretMadeAt.map { InstantText.text(of: $0) ?? "" } ?? "not yet: --renew-secret"
        )
        return sheet
    }
}
