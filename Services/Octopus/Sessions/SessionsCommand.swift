import ArgumentParser
import OctopusClient

/// The command `octopus sessions`.
struct SessionsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sessions",
        abstract: "Shows where one is logged in, or a user of one's account, and ends sessions.",
        discussion: "Without an option it lists. Ending all also ends the one that is used here."
    )

    @Option(
        help: ArgumentHelp(
            "A user of the account instead of oneself, by id or e-mail.",
            valueName: "user"
        )
    )
    var user: String?

    @Option(help: ArgumentHelp("End one session.", valueName: "session"))
    var end: SessionID?

    @Flag(help: "End all of them.")
    var endAll = false

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        guard end == nil || !endAll else {
            throw ValidationError("--end and --end-all exclude each other.")
        }
    }

    func run() async throws {
        try await connection.open().use { session in
            var id: UserID?
            if let user { id = try await NamedUser.id(user, session) }
            let isList = end == nil && !endAll
            guard !isList else { return try await list(of: id, session) }
            let ended = try await end(of: id, session)
            try output.show(EndUserSessions.Reply(ended: ended)) { _ in
                Console.note(
                    ended == 1 ? "One session has ended." : "\(ended) sessions have ended."
                )
            }
        }
    }

    private func end(of user: UserID?, _ session: Session) async throws -> Int {
        if let user {
            let request = EndUserSessions.Request(userId: user, sessionId: end)
            return try await session.asUser(EndUserSessions.self, request).ended
        }
        guard let one = end else {
            return try await session.asUser(LogOutEverywhere.self, .init()).ended
        }
        _ = try await session.asUser(EndSession.self, .init(sessionId: one))
        return 1
    }

    private func list(of user: UserID?, _ session: Session) async throws {
        let sessions: [ListSessions.OpenSession]
        if let user {
            sessions = try await session.asUser(listing: ListUserSessions.self) {
                .init(userId: user, after: $0)
            }
        } else {
            sessions = try await session.asUser(listing: ListSessions.self) { .init(after: $0) }
        }
        try output.show(sessions, Self.print)
    }

    private static func print(_ sessions: [ListSessions.OpenSession]) {
        var table = Table("ID", "PROGRAM", "FROM", "BEGAN", "LAST USED", "ENDS", "")
        for session in sessions {
            table.add(
                session.id.description,
                session.program,
                session.lastUsedFrom ?? session.startedFrom ?? "",
                InstantText.text(of: session.startedAt) ?? "",
                InstantText.text(of: session.lastUsedAt) ?? "",
                InstantText.text(of: session.idleEndsAt ?? session.expiresAt) ?? "",
                session.isCurrent
                    ? "this one" : session.actorId == nil ? "" : "somebody of the tenant"
            )
        }
        table.print()
    }
}
