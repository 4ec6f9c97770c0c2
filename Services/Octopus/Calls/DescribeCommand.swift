import ArgumentParser
import OctopusClient

/// The command `octopus describe`.
struct DescribeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "describe",
        abstract: "Tells what a method, an event or a type is: who may, what in, what out."
    )

    @Argument(help: "As loyalty.v1/AwardPoints, or a type's name with --service.")
    var name: String

    @Option(
        help: ArgumentHelp(
            "Which service to ask, where the name does not say it.",
            valueName: "name"
        )
    )
    var service: String?

    @Flag(help: "What this program was built with, without asking the service.")
    var offline = false

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let described = try await descriptions()
        for description in described {
            guard let text = Described(description).text(of: name) else { continue }
            Console.print(text)
            return
        }
        let names = described.flatMap { $0.methods.map(\.name) + $0.events.map(\.kind) }
        throw Failure(
            .usage,
            "there is no \(name)" + Suggestion.sentence(for: name, among: names),
            advice: "See what there is: octopus list"
        )
    }

    private func descriptions() async throws -> [ServiceDescription] {
        let asked = service ?? (name.contains("/") ? String(name.prefix { $0 != "." }) : nil)
        guard !offline, asked != "mesh" else {
            return try ContractIndex.services.map {
                try ServiceDescription(service: $0.name, of: $0, ContractIndex.mesh)
            }
        }
        return try await connection.open().use { session in
            var descriptions: [ServiceDescription] = []
            for service in try session.services(asked) {
                descriptions.append(try await session.description(of: service).0)
            }
            return descriptions
        }
    }
}

/// The words for a method, an event or a type.
struct Described {
    private let description: ServiceDescription
    private let types: TypeTable

    init(_ description: ServiceDescription) {
        self.description = description
        types = TypeTable(description.types)
    }

    func text(of name: String) -> String? {
        if let method = description.methods.first(where: { $0.name == name }) {
            return text(of: method)
        }
        if let event = description.events.first(where: { $0.kind == name }) {
            return text(of: event)
        }
        guard types[name] != nil else { return nil }
        return definitions(from: [.named(name)]).joined(separator: "\n")
    }

    private func text(of method: MethodDescription) -> String {
        var lines = [
            method.name, "  \(method.summary)", "",
            "  kind     \(method.kind)\(method.carriesSecrets ? ", carries secrets" : "")",
            "  access   \(method.access.joined(separator: " or "))",
        ]
        lines += method.access.compactMap { AccessWord.of($0) }.map {
            "             \($0.word): \($0.meaning)"
        }
        lines += [
            "  routing  \(method.routing)"
        ]
        for (index, reason) in method.reasons.enumerated() {
            lines.append(
                "  \(index == 0 ? "refuses" : "       ")  \(reason.word): \(reason.meaning)"
            )
        }
        lines += ["", "request \(method.request.cddl)", "reply   \(method.reply.cddl)", ""]
        lines += definitions(from: [method.request, method.reply])
        let route = method.routing == .none ? "" : " --route \("\(method.routing)".uppercased())"
        let example = ExampleJSON(types: types).example(of: method.request).compact
        return (lines + ["octopus call \(method.name) '\(example)'\(route)"])
            .joined(separator: "\n")
    }

    private func text(of event: EventDescription) -> String {
        let sort = event.sort == .state ? "the whole state, with its version" : "a fact"
        let security = event.isSecurity ? ", of the security kind" : ""
        let readers = event.isForPrograms == true ? ", for programs without a person" : ""
        let lines = [
            event.kind, "  \(event.summary)", "", "  sort  \(sort)\(security)\(readers)", "",
            "body     \(event.body.cddl)", "personal \(event.personal.cddl)", "",
        ]
        return (lines + definitions(from: [event.body, event.personal])).joined(separator: "\n")
    }

    /// The types that these shapes use, each once, as CDDL.
    private func definitions(from shapes: [Shape]) -> [String] {
        var lines: [String] = []
        var seen: Set<String> = []
        var pending = shapes
        while !pending.isEmpty {
            let shape = pending.removeFirst()
            guard let name = shape.typeName, seen.insert(name).inserted, let form = types[name]
            else { continue }
            lines += ContractText.lines(for: TypeDescription(name: name, form: form)) + [""]
            pending += form.shapes
        }
        return lines
    }
}

extension Shape {
    fileprivate var typeName: String? {
        switch self {
        case .named(let name): name
        case .array(let element), .dictionary(let element): element.typeName
        default: nil
        }
    }
}

extension TypeForm {
    fileprivate var shapes: [Shape] {
        switch self {
        case .fields(let fields): fields.map(\.shape)
        case .choice(let cases): cases.flatMap { $0.fields.map(\.shape) }
        case .enumeration: []
        }
    }
}
