import ArgumentParser
import Contract
import Mesh
import Synchronization
import TestKit

/// Gives points from a process of its own.
struct AwardClientCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "award-client",
        abstract: "Keeps awards in flight and prints what they cost both processes."
    )

    @Argument(help: "The folder of a running award-server.")
    var folder: String

    @Option(help: "Awards that are under way at a time.")
    var inFlight = 64

    @Option(help: "How long to measure, in seconds; a quarter more before it is for warming up.")
    var seconds = 3.0

    @Option(help: "End users who are given points, one after another.")
    var endUsers = 10_000

    func run() async throws {
        let place = try EchoPlace.read(from: folder)
        let client = MeshClient(
            map: try place.map(),
            keys: try CurveKeyPair(file: EchoPlace.clientKeyFile(in: folder)),
            logger: .silent
        )
        let (options, requests) = (place.options(), Furniture.awards(endUsers))
        let next = Atomic(0)
        let call: @Sendable () async throws -> Void = {
            let number = next.add(1, ordering: .relaxed).oldValue
            let reply = try await client.call(
                AwardPoints.self,
                requests[number % requests.count],
                options
            )
            guard reply.balance > 0 else { throw NothingGiven() }
        }
        _ = try await Load.run(inFlight: inFlight, for: .seconds(seconds / 4), call)
        let (own, served) = (ProcessorTime.own(), ProcessorTime.of(place.processID))
        let load = try await Load.run(inFlight: inFlight, for: .seconds(seconds), call)
        let figures = Figures(
            load,
            client: ProcessorTime.own() - own,
            server: (ProcessorTime.of(place.processID) ?? .zero) - (served ?? .zero)
        )
        await client.close()
        try figures.write()
    }
}

private struct NothingGiven: Error, CustomStringConvertible {
    var description: String { "an award left its end user with nothing" }
}
