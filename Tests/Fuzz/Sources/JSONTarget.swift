import OctopusCBOR
import OctopusClient

#if canImport(JSON)
    @testable import JSON
#else
    @testable import OctopusCommandLine
#endif

/// Two bytes choose a method, a third what is done with the rest: JSON becomes a request, as
/// `octopus call` makes it, or CBOR becomes JSON, as the tool prints a reply.
enum JSONTarget: FuzzTarget {
    static let name = "json"

    private struct Described: Sendable {
        let name: String
        let shape: Shape
        let types: TypeTable
        let decode: @Sendable ([UInt8]) throws -> [UInt8]
        let example: String
    }

    private static let messages = ContractIndex.methods.map { described($0) }
    private static let choice = NamedChoice(messages, name: \.name)

    static func run(_ input: UnsafeRawBufferPointer) {
        var choices = Choices(input)
        let message = choice.choose(&choices)
        if choices.flag() {
            showReply(Array(choices.remainder), message)
        } else {
            makeRequest(Array(choices.remainder), message)
        }
    }

    static func seeds() throws -> [[UInt8]] {
        messages.map { message in
            NamedChoice<Described>.bytes(choosing: message.name) + [0] + message.example.utf8
        } + (try CBORTarget.seeds().prefix(20).map { $0.prefix(2) + [1] + $0.dropFirst(2) })
    }

    private static func described<M: OctopusContract.Method>(_ method: M.Type) -> Described {
        let recorder = ShapeRecorder()
        do {
            let shape = try recorder.record(M.Request.self)
            let types = TypeTable(recorder.types)
            return Described(
                name: M.declaration.name,
                shape: shape,
                types: types,
                decode: {
                    try CBOREncoder().encode(CBORDecoder().decode(M.Request.self, from: $0))
                },
                example: ExampleJSON(types: types).example(of: shape).compact
            )
        } catch {
            fatalError("\(M.self) can't be described: \(error)")
        }
    }

    /// What is emitted is well-formed, says in JSON again what it said, and is accepted by the typed
    /// decoder or refused with the place.
    private static func makeRequest(_ text: [UInt8], _ message: Described) {
        guard let value = try? JSONParser.parse(text) else { return }
        for again in [value.compact, value.pretty] {
            expect(
                (try? JSONParser.parse(again.utf8)) == value,
                "JSON is not what it was: \(again)"
            )
        }
        let encoder = RequestEncoder(types: message.types)
        let bytes: [UInt8]
        do {
            bytes = try encoder.encode(value, as: message.shape)
        } catch {
            return expect(!error.message.isEmpty, "a refusal without words")
        }
        do {
            let shown = try ReplyDecoder(types: message.types).decode(bytes, as: message.shape)
            let again = try encoder.encode(shown, as: message.shape)
            expect(again == bytes, "\(message.name): \(value.compact) becomes \(shown.compact)")
        } catch {
            fatalError("\(message.name): \(value.compact) can't be shown again: \(error)")
        }
        do {
            expect(try message.decode(bytes).count <= bytes.count, "a request grows")
        } catch {
            guard let error = error as? CBORError, !error.path.isEmpty else {
                fatalError("\(message.name): \(value.compact) is refused without a path: \(error)")
            }
        }
    }

    /// Whatever a service answers, it is shown or refused; what is shown is JSON.
    private static func showReply(_ bytes: [UInt8], _ message: Described) {
        let decoder = ReplyDecoder(types: message.types)
        guard let value = try? decoder.decode(bytes, as: message.shape) else { return }
        let text = value.pretty
        expect(text.utf8.count <= 64 * (bytes.count + 1) * 8, "a reply of \(bytes.count) explodes")
        do {
            expect(try JSONParser.parse(text.utf8) == value, "not the JSON that it was: \(text)")
        } catch {
            // A peer's map may bear a name twice, which the tool shows as it is.
            expect(error.message.contains("twice"), "no JSON is shown: \(error) \(text)")
        }
    }
}
