import ArgumentParser
import OctopusClient
import OctopusMesh

/// The command `octopus login`.
struct LoginCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "login",
        abstract: "Logs a user or an end user in, for the calls that follow.",
        discussion: """
            The tokens are kept in ~/.config/octopus (or XDG_CONFIG_HOME), in a file that only you \
            can read, and are refreshed when needed. They hold for the key that you log in with.

            A password that somebody else set is temporary: you are asked for another one. Where a \
            second factor is set up, you are asked for its code. What is read from the input (-) \
            stands there a line each: password, new password, code.
            """
    )

    @Argument(help: "The e-mail; with --end-user the e-mail or phone that was registered.")
    var name: String

    @Option(help: ArgumentHelp("The tenant, also for a partner's user.", valueName: "id"))
    var tenant: TenantID

    @Option(
        help: ArgumentHelp(
            "Where the password is, - for the input; without it you are asked.",
            valueName: "file"
        ),
        completion: .file()
    )
    var passwordFile: String?

    @OptionGroup var newPassword: NewPasswordOptions
    @OptionGroup var code: CodeOptions

    @Flag(help: "Log in an end user, with a one-time code instead of a password.")
    var endUser = false

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let session = try connection.open()
        try session.profile.demandThatItCanBeKept()
        let secret = try Secret.read(
            from: passwordFile,
            asking: endUser ? "One-time code: " : "Password: "
        )
        try await session.use { session in
            let login = try await logIn(secret, session)
            try await session.profile.replace(with: login, by: Deadline(in: .seconds(30)))
            Console.note(
                "Logged in as \(name); the session is kept in \(session.profile.path ?? "")."
            )
        }
    }

    private func logIn(_ secret: String, _ session: Session) async throws -> SavedLogin {
        let options = CallOptions(routingKey: tenant.uuid)
        if endUser {
            let reply = try await session.client.call(
                LogInEndUser.self,
                .init(contact: name, loginCode: secret),
                options
            )
            return SavedLogin(
                name: name,
                tenant: tenant,
                partner: nil,
                accessToken: reply.accessToken,
                accessExpiresAt: reply.accessExpiresAt,
                refreshToken: reply.refreshToken
            )
        }
        let reply = try await logInUser(secret, session, options)
        return SavedLogin(
            name: name,
            tenant: tenant,
            partner: reply.partnerId,
            accessToken: reply.accessToken,
            accessExpiresAt: reply.accessExpiresAt,
            refreshToken: reply.refreshToken
        )
    }

    /// Asks for what identity asks for: another password, a one-time code.
    private func logInUser(
        _ password: String,
        _ session: Session,
        _ options: CallOptions
    ) async throws -> LogIn.Reply {
        var (password, code): (String, String?) = (password, nil)
        while true {
            do throws(CallFailure) {
                return try await session.client.call(
                    LogIn.self,
                    .init(email: name, password: password, secondFactor: code),
                    options
                )
            } catch {
                switch error.reason {
                case .secondFactorRequired where code == nil:
                    code = try self.code.read()
                case .passwordChangeRequired:
                    (password, code) = try await replaced(password, code, session, options)
                default: throw error
                }
            }
        }
    }

    /// Changes a temporary password.
    ///
    /// - Returns: What the log-in then needs; a one-time code is good once, so there is none.
    private func replaced(
        _ password: String,
        _ code: String?,
        _ session: Session,
        _ options: CallOptions
    ) async throws -> (password: String, code: String?) {
        Console.note("The password is temporary, and you need one of your own.")
        let new = try newPassword.read()
        func replace(_ code: String?) async throws(CallFailure) {
            _ = try await session.client.call(
                ReplaceTemporaryPassword.self,
                .init(email: name, password: password, newPassword: new, secondFactor: code),
                options
            )
        }
        do throws(CallFailure) {
            try await replace(code)
        } catch {
            guard error.reason == .secondFactorRequired else { throw error }
            try await replace(try self.code.read())
        }
        return (new, nil)
    }
}
