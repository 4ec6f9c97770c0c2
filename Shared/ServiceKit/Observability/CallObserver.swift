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

    init(
        logger: Logger,
        tracer: SpanTracer,
        registry: MetricsRegistry,
        refusalLines: Int = 100
    ) {
        log = CallLog(logger, refusalLines: refusalLines)
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
