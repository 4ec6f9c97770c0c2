import ArgumentParser
import FoundationEssentials
import OctopusCBOR
import OctopusClient
import OctopusMesh

/// The command `octopus events`.
struct EventsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "events",
        abstract: "Prints a service's events, one JSON object a line.",
        discussion: """
            Without --follow: all that are there. With --follow: what happens from now on, unless \
            --since, --after or --tail say where to begin.

            Who is logged in sees what that person may see; --no-token shows what the program's key \
            may see.

              octopus events loyalty --tail 20
              octopus events loyalty --since 1h30m --follow
              octopus events loyalty --after 01980af2-… --kind loyalty.v1/PointsAwarded
            """
    )

    @Argument(help: "Whose events.")
    var service: String

    @Flag(name: .shortAndLong, help: "Go on with what happens from now on, until Ctrl-C.")
    var follow = false

    @Option(
        help: ArgumentHelp(
            "From that moment on: 2026-01-31T08:30:00Z, or how long ago: 90s, 1h30m, 7d.",
            valueName: "time"
        )
    )
    var since: String?

    @Option(
        help: ArgumentHelp("What came after the event with this id.", valueName: "id")
    )
    var after: String?

    @Option(
        help: ArgumentHelp(
            "Only so many of those that are there: the last ones. Or all.",
            valueName: "number"
        )
    )
    var tail: String?

    @Option(
        help: ArgumentHelp(
            "Only this kind, as loyalty.v1/PointsAwarded. Several times for several.",
            valueName: "kind"
        )
    )
    var kind: [String] = []

    @Option(help: ArgumentHelp("Only what is about this thing.", valueName: "id"))
    var subject: String?

    @Option(help: ArgumentHelp("Which shard.", valueName: "number"))
    var shard = 0

    @Flag(help: "Read for nobody, though you are logged in.")
    var noToken = false

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let subject = try subject.map { try Self.uuid($0, of: "--subject") }
        let since = try since.map { try Since($0) }
        let after = try after.map { try Self.uuid($0, of: "--after") }
        let tail = try tail.map { try EventSelection.tail($0) }
        // With `--tail 0`, too: what happens while an old log is read through would be taken for
        // what was there already.
        let isFromNow = follow && after == nil && (tail == .some(0) || since == nil && tail == nil)
        try await connection.open().use { session in
            let service = try session.services(service)[0]
            guard session.map.services[service]?.indices.contains(shard) == true else {
                throw Failure(.usage, "the mesh map has no shard \(shard) of \(service)")
            }
            let printer = EventPrinter(try await session.description(of: service).0)
            try printer.check(kinds: kind)
            try await tellWhoseView(session)
            var selection = EventSelection(
                since: try await instant(of: since, service, session),
                after: after,
                tail: isFromNow ? nil : tail ?? nil
            )
            var position = isFromNow ? try await head(of: service, session) : nil
            if isFromNow { Console.note("octopus: following \(service) from now on") }
            while true {
                let request = ReadEvents.Request(
                    after: position,
                    kinds: kind.isEmpty ? nil : kind,
                    subject: subject,
                    limit: 200,
                    waitMs: follow ? 20_000 : 0
                )
                guard let page = try await read(request, service, session) else { continue }
                position = page.next
                let isEnd = page.isAtEnd
                for event in selection.take(page.events, isEnd: isEnd) {
                    Console.print(printer.line(for: event))
                }
                try Console.checkOutput()
                if isEnd, let missing = selection.missing { throw Self.unknown(missing) }
                if isEnd, !follow { return }
            }
        }
    }

    /// A person must not take what they see for everything there is, nor the other way round.
    private func tellWhoseView(_ session: Session) async throws {
        guard !noToken, let login = try await session.login(by: Deadline(in: .seconds(10))) else {
            return Console.note("octopus: as the program may see it")
        }
        Console.note(
            "octopus: as \(login.name) may see it; --no-token shows what the program may see"
        )
    }

    private func instant(
        of since: Since?,
        _ service: String,
        _ session: Session
    ) async throws -> Instant? {
        guard case .ago = since else { return since?.instant(now: .now) }
        let options = CallOptions(timeout: .seconds(10), shard: shard, service: service)
        let health = try await session.client.call(Health.self, .init(), options)
        return since?.instant(now: health.answeredAt)
    }

    /// Where the log ends now.
    private func head(of service: String, _ session: Session) async throws -> Bytes {
        try await ask(ReadSnapshot.self, service, session, .init(kinds: [], limit: 1)).events
    }

    /// One page; nil if a follower has to ask again, since the service does not answer.
    private func read(
        _ request: ReadEvents.Request,
        _ service: String,
        _ session: Session
    ) async throws -> ReadEvents.Reply? {
        do {
            return try await ask(ReadEvents.self, service, session, request)
        } catch let failure as CallFailure {
            guard follow, ExitStatus(failure.status) == .unreachable else { throw failure }
            Console.note("octopus: \(failure.reason): \(failure.message); trying again")
            try await Task.sleep(for: .seconds(1))
            return nil
        }
    }

    private func ask<M: Method>(
        _ method: M.Type,
        _ service: String,
        _ session: Session,
        _ request: M.Request
    ) async throws -> M.Reply {
        let options = CallOptions(timeout: .seconds(30), shard: shard, service: service)
        guard !noToken else { return try await session.client.call(method, request, options) }
        return try await session.asPerson(by: Deadline(in: .seconds(30))) { login in
            var options = options
            options.token = login?.accessToken
            return try await session.client.call(method, request, options)
        }
    }

    private static func unknown(_ event: UUID) -> Failure {
        Failure(
            .refused,
            "the log has no event \(event.uuidString.lowercased()) of these kinds that may be seen",
            advice: "Begin with --since or --tail instead."
        )
    }

    private static func uuid(_ text: String, of option: String) throws -> UUID {
        guard let uuid = UUID(uuidString: text) else {
            throw Failure(.usage, "\(option) \(text) is no UUID")
        }
        return uuid
    }
}
