import ArgumentParser
import OctopusCBOR
import OctopusMesh

/// Calls an echo server from a process of its own.
struct EchoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "echo",
        abstract: "Keeps calls of bench.v1/Echo in flight and prints what they cost both processes."
    )

    @OptionGroup var calling: CallingOptions

    @Option(help: "Bytes that each call carries, both ways.")
    var bytes = 200

    func run() async throws {
        let request = Echo.Request(payload: Bytes([UInt8](repeating: 0x5A, count: bytes)))
        try await calling.measure { client, options in
            let reply = try await client.call(Echo.self, request, options)
            guard reply == request else { throw OtherAnswer() }
        }
    }
}

private struct OtherAnswer: Error, CustomStringConvertible {
    var description: String { "the answer is not what was sent" }
}
