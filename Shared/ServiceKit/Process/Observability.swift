import CoreMetrics
import Logging
import Tracing

/// The process's logs, metrics and traces, as the settings want them.
struct Observability {
    let logger: Logger
    let registry: MetricsRegistry
    let sink: LogSink
    private let tracer: SpanTracer
    private let makeHandler: @Sendable (String) -> any LogHandler

    init(_ service: String, _ settings: Settings, _ logFile: LogFile) {
        let format = settings.text("log.format").flatMap(LogFormat.init(rawValue:)) ?? .json
        let level = settings.text("log.level").flatMap(Logger.Level.init(rawValue:)) ?? .info
        let registry = MetricsRegistry()
        let dropped = registry.counter("log_lines_dropped")
        let rate = settings.integer("log.rate") << 10
        let sink = LogSink(
            service: service,
            format: format,
            budget: LogBudget(
                callBytesPerSecond: rate,
                otherBytesPerSecond: max(rate / 4, 16 << 10)
            ),
            countDropped: { dropped.increment(by: $0) },
            hasRoom: { logFile.hasRoom },
            output: logFile.write
        )
        sink.tellOfLost(logFile, dropped)
        let makeHandler: @Sendable (String) -> any LogHandler = { _ in
            LineLogHandler(level: level, sink: sink)
        }
        self.registry = registry
        self.sink = sink
        self.makeHandler = makeHandler
        logger = Logger(label: service, factory: makeHandler)
        tracer = SpanTracer(logger: settings.boolean("log.spans") ? logger : nil)
    }

    /// Makes them those of every library in the process; once.
    func install() {
        LoggingSystem.bootstrap(makeHandler)
        MetricsSystem.bootstrap(registry)
        InstrumentationSystem.bootstrap(tracer)
    }
}

extension LogSink {
    /// Says how many lines a full disk has cost, once there is room again.
    fileprivate func tellOfLost(_ file: LogFile, _ dropped: KeptCounter) {
        atTick { [weak self] _ in
            guard let lost = file.takeLost() else { return true }
            guard lost > 0 else { return false }
            dropped.increment(by: lost)
            self?.append(.warnings, urgently: true) { text in
                text.begin(.warning, "lines of the log were lost: it could not be written")
                text.field(.lines, lost)
                text.end()
            }
            return false
        }
    }
}
