package import OctopusServiceKit

/// A host that works in a task of its own, until it is told to stop.
package final class RunningHost<Environment: Sendable>: Sendable {
    package let host: ServiceHost<Environment>
    private let work: Task<Void, Never>
    private let end: AsyncStream<Never>.Continuation

    package static func start(
        _ definition: ServiceDefinition<Environment>,
        _ configuration: ServiceHost<Environment>.Configuration
    ) async throws -> RunningHost {
        let host = try await ServiceHost.start(definition, configuration)
        let (ending, end) = AsyncStream<Never>.makeStream()
        let work = Task {
            await host.run(drainingAtMost: .seconds(2)) { for await _ in ending {} }
        }
        return RunningHost(host, work, end)
    }

    private init(
        _ host: ServiceHost<Environment>,
        _ work: Task<Void, Never>,
        _ end: AsyncStream<Never>.Continuation
    ) {
        self.host = host
        self.work = work
        self.end = end
    }

    package func stop() async {
        end.finish()
        await work.value
    }
}
