import ArgumentParser
import OctopusClient

/// The command `octopus open-link`.
struct OpenLinkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "open-link",
        abstract: "Does what a mailed link is for: an invitation, a new password, a new e-mail.",
        discussion: """
            The link is a secret: it is asked for without echo, or read from a file. The file may be \
            the whole mail, as octopus mail --open N shows it:
              octopus mail --open 1 | octopus open-link --tenant ID --link-file -
            """
    )

    @Option(help: ArgumentHelp("The tenant, also for a partner's user.", valueName: "id"))
    var tenant: TenantID

    @Option(
        help: ArgumentHelp(
            "Where the link or its mail is, - for the input; without it you are asked.",
            valueName: "file"
        ),
        completion: .file()
    )
    var linkFile: String?

    @OptionGroup var newPassword: NewPasswordOptions
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        guard linkFile != "-" || newPassword.newPasswordFile != "-" else {
            throw ValidationError("The link and the new password can't both be the input.")
        }
    }

    func run() async throws {
        let session = try connection.open()
        let link = try MailedLink(in: text())
        let password = try link.page == .email ? "" : newPassword.read()
        try await session.use { session in
            let options = CallOptions(routingKey: tenant.uuid, timeout: .seconds(30))
            switch link.page {
            case .invitation:
                let request = AcceptInvitation.Request(invitation: link.secret, password: password)
                _ = try await session.client.call(AcceptInvitation.self, request, options)
            case .password:
                let request = ResetPassword.Request(link: link.secret, newPassword: password)
                _ = try await session.client.call(ResetPassword.self, request, options)
            case .email:
                let request = ConfirmEmail.Request(link: link.secret)
                _ = try await session.client.call(ConfirmEmail.self, request, options)
            }
        }
        Console.note("\(link.page.done) Log in: octopus login --tenant \(tenant) E-MAIL")
    }

    private func text() throws -> String {
        guard let linkFile else { return try Secret.read(from: nil, asking: "The link: ") }
        return try Input.text(of: linkFile, atMost: 1 << 20)
    }
}

/// A link that identity mailed: a page of the tenant's site, and a secret behind `#`.
struct MailedLink: Hashable {
    enum Page: String, CaseIterable {
        case invitation, password, email

        /// What was done once it was opened.
        var done: String {
            switch self {
            case .invitation: "The invitation is accepted."
            case .password: "The new password is set; all sessions have ended."
            case .email: "The new e-mail counts from now on."
            }
        }
    }

    let page: Page
    let secret: String

    /// Finds the link in a mail's text; or takes it alone.
    ///
    /// - Throws: `Failure.usage` without a part of the text, which may be another secret.
    init(in text: String) throws {
        for word in text.split(whereSeparator: \.isWhitespace) {
            let parts = word.split(separator: "#", maxSplits: 1)
            guard parts.count == 2, let name = parts[0].split(separator: "/").last,
                let page = Page(rawValue: String(name))
            else { continue }
            (self.page, secret) = (page, String(parts[1]))
            return
        }
        throw Failure(
            .usage,
            "there is no link that was mailed",
            advice: "It has /invitation#, /password# or /email# in it; give all of it."
        )
    }
}

/// The command `octopus forgot-password`.
struct ForgotPasswordCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forgot-password",
        abstract: "Has a link for a new password mailed.",
        discussion: "Whether anybody has that e-mail is not told. Then: octopus open-link"
    )

    @Argument(help: "What one logs in with.")
    var email: String

    @Option(help: ArgumentHelp("The tenant, also for a partner's user.", valueName: "id"))
    var tenant: TenantID

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        try await connection.open().use { session in
            _ = try await session.client.call(
                RequestPasswordReset.self,
                .init(email: email),
                CallOptions(routingKey: tenant.uuid, timeout: .seconds(30))
            )
        }
        Console.note(
            "If somebody has the e-mail \(email), a link went there. Open it: "
                + "octopus open-link --tenant \(tenant)"
        )
    }
}
