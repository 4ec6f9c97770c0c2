import FoundationEssentials
import OctopusCBOR
import OctopusClient

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
