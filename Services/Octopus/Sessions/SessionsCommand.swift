import ArgumentParser
import OctopusClient

/// The command `octopus sessions`.
struct SessionsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sessions",
        abstract: "Shows where one is logged in, or a user of one's account, and ends sessions.",
        discussion: "Without an option it lists. Ending all also ends the one that is used here."
    )

    @Option(help: ArgumentHelp("A user of the account instead of oneself.", valueName: "id"))
    var user: String?

    @Option(help: ArgumentHelp("End one session.", valueName: "session"))
    var end: String?

    @Flag(help: "End all of them.")
    var endAll = false

    @Flag(help: "As JSON.")
    var json = false

    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        guard end == nil || !endAll else {
            throw ValidationError("--end and --end-all exclude each other.")
        }
    }

    func run() async throws {
        let user = try user.map { text in
            guard let id = UserID(text) else { throw Failure(.usage, "--user \(text) is no UUID") }
            return id
        }
        let one = try end.map { text in
            guard let id = SessionID(text) else {
                throw Failure(.usage, "--end \(text) is no UUID")
            }
            return id
        }
        try await connection.open().use { session in
            guard one != nil || endAll else { return try await list(of: user, session) }
            let ended = try await end(one, of: user, session)
            Console.note(ended == 1 ? "One session has ended." : "\(ended) sessions have ended.")
        }
    }

    private func end(
        _ one: SessionID?,
        of user: UserID?,
        _ session: Session
    ) async throws -> Int {
        if let user {
            let request = EndUserSessions.Request(userId: user, sessionId: one)
            return try await session.asUser(EndUserSessions.self, request).ended
        }
        guard let one else { return try await session.asUser(LogOutEverywhere.self, .init()).ended }
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
        guard !json else {
            return Console.print(JSONValue.array(try sessions.map { try JSONValue($0) }).pretty)
        }
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
