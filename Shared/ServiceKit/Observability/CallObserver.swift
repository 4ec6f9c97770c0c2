import OctopusContract
import Logging
import OctopusMesh
import ServiceContextModule
import Tracing

/// Sees every call: a span, a line of the log, a count and a duration.
///
/// Never a body.
final class CallObserver: Sendable {
    private let log: CallLog?
    private let tracer: SpanTracer
    private let registry: MetricsRegistry

    init(logger: Logger, tracer: SpanTracer, registry: MetricsRegistry) {
        log = CallLog(logger)
        self.tracer = tracer
        self.registry = registry
    }

    /// What is counted of a method's calls.
    func series(of method: String) -> CallSeries { CallSeries(of: method, in: registry) }

    /// Begins to watch a call.
    func begin(_ call: IncomingCall) -> CallSight {
        let parent = call.trace.flatMap(TraceParent.init)
        guard tracer.isRecording else {
            return CallSight(trace: parent?.child() ?? .begin(), span: nil)
        }
        var context = ServiceContext.topLevel
        context.traceParent = parent
        let span = tracer.startSpan(call.method, context: context, ofKind: .server)
        return CallSight(trace: span.context.traceParent ?? .begin(), span: span)
    }

    /// Tells of a call that has its outcome.
    func end(
        _ sight: CallSight,
        _ call: IncomingCall,
        _ outcome: CallOutcome,
        by caller: Caller?,
        in series: CallSeries
    ) {
        let answer = outcome.answer
        let nanoseconds = MonotonicClock.nowNanoseconds - call.state.receivedAtNanoseconds
        if let span = sight.span {
            if answer.status != .ok {
                span.setStatus(SpanStatus(code: .error, message: outcome.reason))
            }
            span.end()
        }
        series.count(answer.status, nanoseconds: nanoseconds)
        log?.tell(call, outcome, by: caller, trace: sight.trace, nanoseconds: nanoseconds)
    }
}

/// A call that is being watched.
struct CallSight: Sendable {
    /// The trace that what the call causes carries on.
    let trace: TraceParent
    let span: LoggedSpan?

    /// What a call made meanwhile to another service carries on.
    var context: ServiceContext {
        if let span { return span.context }
        var context = ServiceContext.topLevel
        context.traceParent = trace
        return context
    }
}

/// One line for each call that has its outcome.
///
/// Its fields are written one after the other into the sink's buffer: no dictionary, no text that is
/// built before.
struct CallLog: Sendable {
    private let sink: LogSink
    private let level: Logger.Level

    /// Nil for a logger of another kind, which is told of failures and not of every call.
    init?(_ logger: Logger) {
        guard let handler = logger.handler as? LineLogHandler else { return nil }
        sink = handler.sink
        level = logger.logLevel
    }

    func tell(
        _ call: IncomingCall,
        _ outcome: CallOutcome,
        by caller: Caller?,
        trace: TraceParent,
        nanoseconds: Int64
    ) {
        let answer = outcome.answer
        let level = Self.level(of: answer.status, call)
        guard self.level <= level else { return }
        sink.append(urgently: level >= .error) { text in
            text.begin(level, "call")
            text.field(.method, call.method)
            text.field(.status, answer.status.name)
            if let reason = outcome.reason { text.field(.reason, reason) }
            text.field(.effect, answer.effect.word)
            text.field(.microseconds, nanoseconds / 1000)
            text.field(.principal, call.principal.name)
            if let tenant = caller?.tenant { text.field(.tenant, tenant.uuid) }
            if let person = caller?.person {
                text.field(.subject, person.subject)
                if let actor = person.actor { text.field(.actor, actor) }
            }
            if let seq = answer.position?.seq { text.field(.seq, seq) }
            text.field(.call) { call.writeDebugID(to: &$0) }
            text.field(.traceID) { trace.writeTraceID(to: &$0) }
            text.end()
        }
    }

    /// Followers ask each other several times a second for ever: what is well there is not told.
    private static func level(of status: Status, _ call: IncomingCall) -> Logger.Level {
        switch status {
        case .internal: .error
        case .ok where call.method.hasPrefix("mesh.v1/"): .debug
        default: .info
        }
    }
}

extension Effect {
    fileprivate var word: String {
        switch self {
        case .none: "none"
        case .notStarted: "notStarted"
        case .unknown: "unknown"
        case .committed: "committed"
        }
    }
}

extension IncomingCall {
    fileprivate func writeDebugID(to line: inout LineBuffer) {
        line.appendHex(sessionID, digits: max(1, 16 - sessionID.leadingZeroBitCount / 4))
        line.append(UInt8(ascii: "-"))
        line.append(Int64(clamping: callID))
    }
}
