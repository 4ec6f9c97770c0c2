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

    init(_ service: String, _ settings: Settings, _ logFile: LogFile? = nil) {
        let format = settings.text("log.format").flatMap(LogFormat.init(rawValue:)) ?? .json
        let level = settings.text("log.level").flatMap(Logger.Level.init(rawValue:)) ?? .info
        let registry = MetricsRegistry()
        let dropped = registry.counter("log_lines_dropped")
        let sink = LogSink(
            service: service,
            format: format,
            countDropped: { dropped.increment(by: $0) },
            output: { lines in
                StandardError.write(lines)
                logFile?.keepBound()
            }
        )
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
