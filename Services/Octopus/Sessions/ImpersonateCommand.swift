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

    @Argument(help: "The partner's id or name; see octopus partners.")
    var partner: String?

    @Flag(help: "Go back to your own log-in.")
    var exit = false

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        guard exit == (partner == nil) else {
            throw ValidationError("Name a partner, or give --exit.")
        }
    }

    func run() async throws {
        try await connection.open().use { session in
            guard let partner else { return try await goBack(session) }
            try await begin(partner, session)
        }
    }

    private func begin(_ named: String, _ session: Session) async throws {
        try session.profile.demandThatItCanBeKept()
        guard try session.profile.read().own == nil else {
            throw Failure(
                .refused,
                "you act in a partner's place already",
                advice: "Go back first: octopus impersonate --exit"
            )
        }
        let (partner, called) = try await partner(named, session)
        let reply = try await session.asUser(Impersonate.self, .init(partnerId: partner))
        let name = try await session.profile.locked { profile -> String in
            guard let own = profile.login else { throw Failure(.denied, "nobody is logged in") }
            profile.own = own
            profile.login = SavedLogin(
                name: "\(own.name) as \(called)",
                tenant: own.tenant,
                partner: partner,
                accessToken: reply.accessToken,
                accessExpiresAt: reply.accessExpiresAt,
                refreshToken: reply.refreshToken
            )
            return own.name
        }
        guard !output.json else {
            // Tokens are for the profile alone.
            let members = [
                JSONMember(name: "sessionId", value: .string(reply.sessionId.description)),
                JSONMember(name: "userId", value: .string(reply.userId.description)),
                JSONMember(name: "actorId", value: .string(reply.actorId.description)),
            ]
            return Console.print(JSONValue.object(members).pretty)
        }
        Console.note("\(name) acts as \(called) now; go back with: octopus impersonate --exit")
    }

    /// A partner's id, and what to call it; one who may not list partners gives the id.
    private func partner(_ text: String, _ session: Session) async throws -> (PartnerID, String) {
        if let id = PartnerID(text) {
            let name = try? await NamedPartner.find(text, session).name
            return (id, name ?? id.description)
        }
        let found = try await NamedPartner.find(text, session)
        return (found.id, found.name)
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
