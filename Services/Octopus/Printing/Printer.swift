import ArgumentParser
import OctopusClient

/// How a command prints what it was asked for.
struct PrintOptions: ParsableArguments {
    @Flag(help: "As JSON.")
    var json = false

    /// One message: all of it as JSON, or as `body` shows it.
    func show<M: Message>(_ message: M, _ body: (M) throws -> Void) throws {
        guard json else { return try body(message) }
        Console.print(try JSONValue(message).pretty)
    }

    /// Several, as one JSON array.
    func show<M: Message>(_ messages: [M], _ body: ([M]) throws -> Void) throws {
        guard json else { return try body(messages) }
        Console.print(JSONValue.array(try messages.map { try JSONValue($0) }).pretty)
    }

    /// What a command did that has no answer: a sentence, or as JSON what it was done to.
    func done(_ sentence: String, _ name: String, _ id: String) {
        guard json else { return Console.note(sentence) }
        Console.print(
            JSONValue.object([JSONMember(name: name, value: .string(id))]).pretty
        )
    }
}
