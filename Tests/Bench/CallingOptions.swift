import ArgumentParser
import OctopusMesh
import OctopusTestKit

/// Whom a client in a process of its own calls, how hard, and for how long.
struct CallingOptions: ParsableArguments {
    @Argument(help: "The folder of a running server.")
    var folder: String

    @Option(help: "Calls that are under way at a time.")
    var inFlight = 64

    @Option(help: "How long to measure, in seconds; a quarter more before it is for warming up.")
    var seconds = 3.0

    /// Keeps calls in flight and prints what they cost both processes.
    ///
    /// - Parameters:
    ///   - first: So many are made one by one before, what is costlier for the first time.
    ///   - call: Makes one call.
    /// - Throws: What the call throws, which ends the measurement; `ServerGone`.
    func measure(
        after first: Int = 0,
        _ call: @escaping @Sendable (MeshClient, CallOptions) async throws -> Void
    ) async throws {
        let place = try EchoPlace.read(from: folder)
        let client = MeshClient(
            map: try place.map(),
            keys: try CurveKeyPair(file: EchoPlace.clientKeyFile(in: folder)),
            logger: .silent
        )
        let options = place.options()
        let once: @Sendable () async throws -> Void = { try await call(client, options) }
        for _ in 0..<first { try await once() }
        _ = try await Load.run(inFlight: inFlight, for: .seconds(seconds / 4), once)
        let (own, served) = (ProcessorTime.own(), try served(by: place))
        let load = try await Load.run(inFlight: inFlight, for: .seconds(seconds), once)
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

private struct ServerGone: Error, CustomStringConvertible {
    var description: String { "the server of that folder does not run" }
}
