import ArgumentParser
import OctopusClient
import OctopusMesh

/// The command `octopus impersonate`.
struct ImpersonateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "impersonate",
        abstract: "Acts as a partner's owner, or goes back to oneself.",
        discussion: """
            The commands that follow act as the partner until --exit, or until nothing was asked for \
            ten minutes. Your own log-in is kept meanwhile.
            """
    )

    @Argument(help: ArgumentHelp("The partner.", valueName: "partner-id"))
    var partner: String?

    @Flag(help: "Go back to your own log-in.")
    var exit = false

    @Flag(help: "As JSON.")
    var json = false

    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        guard exit == (partner == nil) else {
            throw ValidationError("Name a partner, or give --exit.")
        }
    }

    func run() async throws {
        try await connection.open().use { session in
            guard let partner else { return try await goBack(session) }
            guard let id = PartnerID(partner) else {
                throw Failure(.usage, "\(partner) is no UUID")
            }
            try await begin(id, session)
        }
    }

    private func begin(_ partner: PartnerID, _ session: Session) async throws {
        try session.profile.demandThatItCanBeKept()
        let reply = try await session.asUser(Impersonate.self, .init(partnerId: partner))
        let name = try await session.profile.locked { profile -> String in
            guard let own = profile.login else { throw Failure(.denied, "nobody is logged in") }
            profile.own = own
            profile.login = SavedLogin(
                name: "\(own.name) as \(partner)",
                tenant: own.tenant,
                partner: partner,
                accessToken: reply.accessToken,
                accessExpiresAt: reply.accessExpiresAt,
                refreshToken: reply.refreshToken
            )
            return own.name
        }
        guard !json else {
            // Tokens are for the profile alone.
            let members = [
                JSONMember(name: "sessionId", value: .string(reply.sessionId.description)),
                JSONMember(name: "userId", value: .string(reply.userId.description)),
                JSONMember(name: "actorId", value: .string(reply.actorId.description)),
            ]
            return Console.print(JSONValue.object(members).pretty)
        }
        Console.note("\(name) acts as \(partner) now; go back with: octopus impersonate --exit")
    }

    private func goBack(_ session: Session) async throws {
        guard try session.profile.read().own != nil else {
            Console.note("You act in nobody's place.")
            return
        }
        do {
            _ = try await session.asUser(ExitImpersonation.self, .init())
        } catch let failure as CallFailure where ExitStatus(failure.status) == .denied {
            // It had ended already, which is what was asked for.
        } catch let failure as Failure where failure.status == .denied {
            // The same, found out when it was to be renewed.
        }
        let name = try await session.profile.locked { profile in
            profile.login = profile.own ?? profile.login
            profile.own = nil
            return profile.login?.name ?? ""
        }
        Console.note("You are \(name) again.")
    }
}
