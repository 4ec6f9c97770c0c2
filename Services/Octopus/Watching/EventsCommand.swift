import ArgumentParser
import OctopusCBOR
import OctopusClient
import FoundationEssentials
import OctopusMesh

/// The command `octopus events`.
struct EventsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "events",
        abstract: "Prints a service's events, one JSON object a line."
    )

    @Argument(help: "Whose events.")
    var service: String

    @Flag(help: "Go on with what happens from now on, until Ctrl-C.")
    var follow = false

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

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let subject = try subject.map { text in
            guard let uuid = UUID(uuidString: text) else {
                throw Failure(.usage, "--subject \(text) is no UUID")
            }
            return uuid
        }
        try await connection.open().use { session in
            let service = try session.services(service)[0]
            let printer = EventPrinter(try await session.description(of: service).0)
            try printer.check(kinds: kind)
            var position: Bytes?
            while true {
                let request = ReadEvents.Request(
                    after: position,
                    kinds: kind.isEmpty ? nil : kind,
                    subject: subject,
                    limit: 200,
                    waitMs: follow ? 20_000 : 0
                )
                guard let page = try await read(request, service, session) else { continue }
                for event in page.events { Console.print(printer.line(for: event)) }
                position = page.next
                if !follow, page.isAtEnd { return }
            }
        }
    }

    /// One page; nil if whoever follows has to ask again, since the service does not answer.
    private func read(
        _ request: ReadEvents.Request,
        _ service: String,
        _ session: Session
    ) async throws -> ReadEvents.Reply? {
        let options = CallOptions(timeout: .seconds(30), shard: shard, service: service)
        do {
            return try await session.client.call(ReadEvents.self, request, options)
        } catch {
            guard follow, ExitStatus(error.status) == .unreachable else { throw error }
            Console.note("octopus: \(error.reason): \(error.message); trying again")
            try await Task.sleep(for: .seconds(1))
            return nil
        }
    }
}

/// Events as lines of JSON.
struct EventPrinter {
    private let kinds: [String: EventDescription]
    private let decoder: ReplyDecoder

    init(_ description: ServiceDescription) {
        kinds = Dictionary(
            description.events.map { ($0.kind, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        decoder = ReplyDecoder(types: TypeTable(description.types))
    }

    /// Refuses a kind that the service does not have: it would be waited for in vain.
    func check(kinds wanted: [String]) throws {
        for kind in wanted where kinds[kind] == nil {
            throw Failure(
                .usage,
                "there is no kind of event \(kind)"
                    + Suggestion.sentence(for: kind, among: Array(kinds.keys)),
                advice: "They are \(kinds.keys.sorted().joined(separator: ", "))."
            )
        }
    }

    func line(for event: RecordedEvent) -> String {
        let description = kinds[event.kind]
        var members = [
            JSONMember(name: "seq", value: .number("\(event.seq)")),
            JSONMember(
                name: "at",
                value: .string(InstantText.text(of: event.at) ?? "\(event.at)")
            ),
            JSONMember(name: "kind", value: .string(event.kind)),
            JSONMember(name: "subject", value: .string(event.subject.uuidString.lowercased())),
            JSONMember(name: "id", value: .string(event.id.uuidString.lowercased())),
        ]
        func add(_ name: String, _ text: String?) {
            guard let text else { return }
            members.append(JSONMember(name: name, value: .string(text)))
        }
        add("tenant", event.tenant?.description)
        add("partner", event.partner?.description)
        add("trace", event.trace)
        members.append(
            JSONMember(name: "body", value: json(event.body.bytes, as: description?.body))
        )
        if let personal = event.personal {
            members.append(
                JSONMember(
                    name: "personal",
                    value: json(personal.bytes, as: description?.personal)
                )
            )
        }
        return JSONValue.object(members).compact
    }

    /// One event that can't be read does not hide the others.
    private func json(_ bytes: [UInt8], as shape: Shape?) -> JSONValue {
        do {
            return try decoder.decode(bytes, as: shape)
        } catch {
            return .string("can't be read: \(error)")
        }
    }
}
