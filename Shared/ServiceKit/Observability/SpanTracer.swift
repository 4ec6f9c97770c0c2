package import Logging
import Synchronization
package import Tracing

/// A tracer that carries W3C trace parents and, if asked to, writes every finished span as a line
/// of the log, from which a collector can build the trace.
package struct SpanTracer: Tracer {
    package typealias Span = LoggedSpan

    private let logger: Logger?

    /// Whether finished spans are written.
    var isRecording: Bool { logger != nil }

    /// Makes a tracer.
    ///
    /// - Parameter logger: Where finished spans go; nil to carry traces alone.
    package init(logger: Logger?) {
        self.logger = logger
    }

    package func startSpan<Instant: TracerInstant>(
        _ operationName: String,
        context: @autoclosure () -> ServiceContext,
        ofKind kind: SpanKind,
        at instant: @autoclosure () -> Instant,
        function: String,
        file fileID: String,
        line: UInt
    ) -> LoggedSpan {
        var context = context()
        let parent = context.traceParent
        context.traceParent = parent?.child() ?? .begin()
        return LoggedSpan(
            operationName,
            kind: kind,
            context: context,
            parent: parent,
            startedAt: logger == nil ? 0 : instant().nanosecondsSinceEpoch,
            logger: logger
        )
    }

    package func forceFlush() {}

    package func inject<Carrier, Inject: Injector>(
        _ context: ServiceContext,
        into carrier: inout Carrier,
        using injector: Inject
    ) where Inject.Carrier == Carrier {
        guard let parent = context.traceParent else { return }
        injector.inject("\(parent)", forKey: "traceparent", into: &carrier)
    }

    package func extract<Carrier, Extract: Extractor>(
        _ carrier: Carrier,
        into context: inout ServiceContext,
        using extractor: Extract
    ) where Extract.Carrier == Carrier {
        context.traceParent = extractor.extract(key: "traceparent", from: carrier)
            .flatMap(TraceParent.init)
    }
}

/// A span, which becomes a line of the log when it ends.
package final class LoggedSpan: Tracing.Span {
    private struct State {
        var operationName: String
        var attributes: SpanAttributes = [:]
        var status: SpanStatus?
        var hasEnded = false
    }

    package let context: ServiceContext
    private let kind: SpanKind
    private let parent: TraceParent?
    private let startedAtNanoseconds: UInt64
    private let logger: Logger?
    private let state: Mutex<State>

    init(
        _ operationName: String,
        kind: SpanKind,
        context: ServiceContext,
        parent: TraceParent?,
        startedAt: UInt64,
        logger: Logger?
    ) {
        self.kind = kind
        self.context = context
        self.parent = parent
        startedAtNanoseconds = startedAt
        self.logger = logger
        state = Mutex(State(operationName: operationName))
    }

    package var isRecording: Bool { logger != nil }

    package var operationName: String {
        get { state.withLock { $0.operationName } }
        set { state.withLock { $0.operationName = newValue } }
    }

    package var attributes: SpanAttributes {
        get { state.withLock { $0.attributes } }
        set { state.withLock { $0.attributes = newValue } }
    }

    package func setStatus(_ status: SpanStatus) { state.withLock { $0.status = status } }

    package func addEvent(_ event: SpanEvent) {}

    package func recordError<Instant: TracerInstant>(
        _ error: any Error,
        attributes: SpanAttributes,
        at instant: @autoclosure () -> Instant
    ) {
        setStatus(SpanStatus(code: .error, message: "\(type(of: error))"))
    }

    package func addLink(_ link: SpanLink) {}

    package func end<Instant: TracerInstant>(at instant: @autoclosure () -> Instant) {
        guard let logger, let own = context.traceParent else { return }
        let ended: State? = state.withLock { state in
            guard !state.hasEnded else { return nil }
            state.hasEnded = true
            return state
        }
        guard let ended else { return }
        var metadata: Logger.Metadata = [
            "span": "\(ended.operationName)", "kind": "\(kind)", "traceId": "\(own.traceID)",
            "spanId": "\(own.spanID)", "startedAtNs": "\(startedAtNanoseconds)",
            "durationNs": "\(instant().nanosecondsSinceEpoch &- startedAtNanoseconds)",
        ]
        if let parent { metadata["parentId"] = "\(parent.spanID)" }
        if let status = ended.status { metadata["outcome"] = "\(status.code)" }
        ended.attributes.forEach { name, value in metadata[name] = "\(value)" }
        logger.info("span", metadata: metadata)
    }
}
