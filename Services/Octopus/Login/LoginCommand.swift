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
            """
    )

    @Argument(help: "The e-mail; with --end-user the e-mail or phone that was registered.")
    var name: String

    @Option(help: ArgumentHelp("The tenant, also for a partner's user.", valueName: "id"))
    var tenant: String

    @Option(
        help: ArgumentHelp(
            "Where the password is, - for the input; without it you are asked.",
            valueName: "file"
        )
    )
    var passwordFile: String?

    @Flag(help: "Log in an end user, with a one-time code instead of a password.")
    var endUser = false

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        guard let tenant = TenantID(tenant) else {
            throw Failure(.usage, "--tenant \(tenant) is no UUID")
        }
        let session = try connection.open()
        try session.profile.demandThatItCanBeKept()
        let secret = try Secret.read(
            from: passwordFile,
            asking: endUser ? "One-time code: " : "Password: "
        )
        try await session.use { session in
            let login = try await logIn(secret, tenant, session)
            try await session.profile.replace(with: login, by: Deadline(in: .seconds(30)))
            Console.note(
                "Logged in as \(name); the session is kept in \(session.profile.path ?? "")."
            )
        }
    }

    private func logIn(
        _ secret: String,
        _ tenant: TenantID,
        _ session: Session
    ) async throws -> SavedLogin {
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

    /// Asks for a one-time code if identity does.
    private func logInUser(
        _ password: String,
        _ session: Session,
        _ options: CallOptions
    ) async throws -> LogIn.Reply {
        do throws(CallFailure) {
            return try await session.client.call(
                LogIn.self,
                .init(email: name, password: password),
                options
            )
        } catch {
            guard error.reason == .secondFactorRequired else { throw error }
            let code = try Secret.read(from: nil, asking: "One-time code: ")
            return try await session.client.call(
                LogIn.self,
                .init(email: name, password: password, secondFactor: code),
                options
            )
        }
    }
}

/// The command `octopus logout`.
struct LogoutCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logout",
        abstract: "Ends the session, here and in identity."
    )

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        try await connection.open().use { session in
            var name: String?
            do {
                try await session.asPerson(by: Deadline(in: .seconds(5))) { login in
                    guard let login else { return }
                    name = login.name
                    let options = CallOptions(
                        token: login.accessToken,
                        routingKey: login.tenant.uuid,
                        timeout: .seconds(5)
                    )
                    _ = try await session.client.call(LogOut.self, .init(), options)
                }
            } catch let failure as CallFailure
                where ExitStatus(failure.status) == .denied
                && failure.reason != .tokenExpired && failure.reason != .tokenOutdated
            {
                // It had ended already, which is what was asked for.
            } catch let failure as Failure where failure.status == .denied {
                // The same, found out when it was to be renewed.
            }
            guard let name else {
                Console.note("Nobody is logged in.")
                return
            }
            try await session.profile.locked { $0.login = nil }
            Console.note("\(name) is logged out.")
        }
    }
}
