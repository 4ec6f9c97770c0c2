import ArgumentParser
import OctopusClient
import OctopusMesh

/// The command `octopus logout`.
struct LogoutCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logout",
        abstract: "Ends the session, here and in identity.",
        discussion: "In a partner's place it ends that session and your own."
    )

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        try await connection.open().use { session in
            var names: [String] = []
            // Once for the session in a partner's place, once for one's own.
            while let name = try session.profile.read().login?.name {
                try await end(session)
                names.append(name)
                try await session.profile.locked { profile in
                    guard profile.login?.name == name else { return }
                    (profile.login, profile.own) = (profile.own, nil)
                }
            }
            for name in names { Console.note("\(name) is logged out.") }
            if names.isEmpty { Console.note("Nobody is logged in.") }
        }
    }

    private func end(_ session: Session) async throws {
        do {
            try await session.asPerson(by: Deadline(in: .seconds(5))) { login in
                guard let login else { return }
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
    }
}
