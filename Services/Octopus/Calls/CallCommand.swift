import ArgumentParser
import OctopusClient
import FoundationEssentials
import OctopusMesh

/// The command `octopus call`.
struct CallCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "call",
        abstract: "Calls a method with JSON, and prints its reply as JSON.",
        discussion: """
            UUIDs are texts, instants ISO 8601 (2026-01-31T08:30:00Z), bytes base64. Fields that \
            may be absent can be left out. For example:

              octopus call loyalty.v1/ListPointTypes
              octopus call loyalty.v1/AwardPoints @award.json --route PARTNER
            """
    )

    @Argument(help: "As loyalty.v1/AwardPoints; see octopus list.")
    var method: String

    @Argument(help: "The request: JSON, @FILE, or - for the input. Without it: {}.")
    var json = "{}"

    @Option(
        help: ArgumentHelp(
            "The tenant or partner whose data it is. Without it: the one that you are logged in to.",
            valueName: "id"
        )
    )
    var route: String?

    @Option(
        help: ArgumentHelp(
            "A UUIDv7 of your own for a command, so that you can repeat it.",
            valueName: "uuid"
        )
    )
    var key: String?

    @Option(help: ArgumentHelp("How long to wait for all of it.", valueName: "seconds"))
    var timeout = 10.0

    @Option(
        help: ArgumentHelp(
            "Which service to ask, for methods that every service has (mesh.v1/…).",
            valueName: "name"
        )
    )
    var service: String?

    @Flag(help: "Call for nobody, though you are logged in.")
    var noToken = false

    @Flag(help: "The reply on one line.")
    var compact = false

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let json = try JSONParser.parse(Input.json(json))
        let routingKey = try route.map { try Self.uuid($0, of: "--route") }
        let idempotencyKey = try key.map { try Self.uuid($0, of: "--key") }
        guard timeout > 0, timeout <= 86_400 else {
            throw Failure(.usage, "--timeout is a number of seconds up to 86400")
        }
        let deadline = Deadline(in: .seconds(timeout))
        let (reply, kind) = try await connection.open().use { session in
            let called = try await CalledMethod.find(
                method,
                service: service,
                by: deadline,
                session
            )
            let body: [UInt8]
            do {
                body = try RequestEncoder(types: called.types)
                    .encode(json, as: called.description.request)
            } catch {
                throw Failure(
                    .usage,
                    "the request does not fit \(method): \(error)",
                    advice: "See what it takes: octopus describe \(method)"
                )
            }
            let options = CallOptions(
                routingKey: routingKey,
                idempotencyKey: idempotencyKey,
                service: called.service
            )
            let reply = try await called.call(
                body,
                options,
                isForNobody: noToken,
                by: deadline,
                session
            )
            return (reply, called.description.kind)
        }
        Console.print(compact ? reply.compact : reply.pretty)
        if kind == .command, Console.loss?.isOfOutput == true {
            Console.note("octopus: \(method) was done; only its reply is lost")
        }
    }

    private static func uuid(_ text: String, of option: String) throws -> UUID {
        guard let uuid = UUID(uuidString: text) else {
            throw Failure(.usage, "\(option) \(text) is no UUID")
        }
        return uuid
    }
}
