import ArgumentParser
import CBOR
import FoundationEssentials
import Mesh
import TestKit

/// Calls an echo server from a process of its own.
struct EchoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "echo",
        abstract: "Keeps calls of bench.v1/Echo in flight and prints what they cost both processes."
    )

    @Argument(help: "The folder of a running echo-server.")
    var folder: String

    @Option(help: "Calls that are under way at a time.")
    var inFlight = 64

    @Option(help: "How long to measure, in seconds; a quarter more before it is for warming up.")
    var seconds = 3.0

    @Option(help: "Bytes that each call carries, both ways.")
    var bytes = 200

    func run() async throws {
        let place = try EchoPlace.read(from: folder)
        let client = MeshClient(
            map: try place.map(),
            keys: try CurveKeyPair(file: EchoPlace.clientKeyFile(in: folder)),
            logger: .silent
        )
        let options = place.options()
        let request = Echo.Request(payload: Bytes([UInt8](repeating: 0x5A, count: bytes)))
        let call: @Sendable () async throws -> Void = {
            let reply = try await client.call(Echo.self, request, options)
            guard reply == request else { throw OtherAnswer() }
        }
        _ = try await Load.run(inFlight: inFlight, for: .seconds(seconds / 4), call)
        let (own, served) = (ProcessorTime.own(), try served(by: place))
        let load = try await Load.run(inFlight: inFlight, for: .seconds(seconds), call)
        let figures = Figures(
            load,
            client: ProcessorTime.own() - own,
            server: try self.served(by: place) - served
        )
        await client.close()
        try figures.write()
    }

    private func served(by place: EchoPlace) throws -> Duration {
        guard let time = ProcessorTime.of(place.processID) else { throw ServerGone() }
        return time
    }
}

private struct OtherAnswer: Error, CustomStringConvertible {
    var description: String { "the answer is not what was sent" }
}

private struct ServerGone: Error, CustomStringConvertible {
    var description: String { "the server of that folder does not run" }
}
