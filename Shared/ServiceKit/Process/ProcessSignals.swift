import Glibc
import Logging
import ServiceLifecycle
import UnixSignals

/// What the signals of an operator do: the first stops in order, the second at once; SIGHUP has the
/// mesh map read again.
enum ProcessSignals {
    private static let stopping: [UnixSignal] = [.sigterm, .sigint]
    /// How long an end waits for a slow reader of the log.
    static let flushMilliseconds = 1000

    static func run(
        _ service: some Service,
        logger: Logger,
        sink: LogSink,
        readAgain: @escaping @Sendable () -> Void
    ) async throws {
        // Before the service says that it is ready, for until then this signal ends a process.
        let hangUps = await UnixSignalsSequence(trapping: .sighup)
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    .init(
                        service: service,
                        successTerminationBehavior: .gracefullyShutdownGroup,
                        failureTerminationBehavior: .gracefullyShutdownGroup
                    )
                ],
                gracefulShutdownSignals: stopping,
                logger: logger
            )
        )
        try await withThrowingTaskGroup { tasks in
            tasks.addTask { try await group.run() }
            // The library ignores what comes after the first.
            tasks.addTask { await exitAtSecondSignal(logger, sink) }
            tasks.addTask { for await _ in hangUps { readAgain() } }
            try await tasks.next()
            tasks.cancelAll()
        }
    }

    private static func exitAtSecondSignal(_ logger: Logger, _ sink: LogSink) async {
        var count = 0
        for await signal in await UnixSignalsSequence(trapping: stopping) {
            count += 1
            guard count > 1 else { continue }
            logger.warning("stopped at once by a second signal")
            sink.end(withinMilliseconds: flushMilliseconds)
            _exit(signal == .sigint ? 128 + SIGINT : 128 + SIGTERM)
        }
    }
}

/// A host for as long as the process lives.
struct HostService<Environment: Sendable>: Service {
    let host: ServiceHost<Environment>
    let begun: ContinuousClock.Instant
    let drainLimit: Duration
    let logger: Logger

    func run() async throws {
        // From here on signals are heard: a script that saw this line can stop the process.
        logger.notice(
            "ready",
            metadata: [
                "endpoint": "\(host.endpoint)",
                "startMilliseconds": .stringConvertible((ContinuousClock.now - begun).milliseconds),
            ]
        )
        await host.run(drainingAtMost: drainLimit) {
            try? await gracefulShutdown()
            logger.notice("draining")
        }
        logger.notice("stopped")
    }
}
