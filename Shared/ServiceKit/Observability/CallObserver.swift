import Contract
import CoreMetrics
import Logging
import Mesh
import ServiceContextModule
import Synchronization
import Tracing
import struct FoundationEssentials.UUID

/// Sees every call: a span, a line of the log, a count and a duration.
///
/// Never a body.
final class CallObserver: Sendable {
    private struct Series: Hashable {
        let method: String
        let status: Status
    }

    private let logger: Logger
    private let tracer: SpanTracer
    private let registry: MetricsRegistry
    private let counters = Mutex<[Series: KeptCounter]>([:])
    private let timers = Mutex<[String: KeptDistribution]>([:])

    init(logger: Logger, tracer: SpanTracer, registry: MetricsRegistry) {
        self.logger = logger
        self.tracer = tracer
        self.registry = registry
    }

    /// Runs a call inside its span and tells of it afterwards.
    ///
    /// `body`: gets the trace that what it causes carries on.
    func observe(
        _ record: CallRecord,
        _ body: (_ trace: String?) async -> CallOutcome
    ) async -> CallOutcome {
        var context = ServiceContext.topLevel
        context.traceParent = record.call.trace.flatMap(TraceParent.init)
        let span = tracer.startSpan(record.call.method, context: context, ofKind: .server)
        let trace = span.context.traceParent
        let started = ContinuousClock.now
        let outcome = await ServiceContext.withValue(span.context) {
            await body(trace.map { "\($0)" })
        }
        let duration = ContinuousClock.now - started
        if span.isRecording, outcome.status != .ok {
            span.setStatus(SpanStatus(code: .error, message: outcome.reason))
        }
        span.end()
        count(record, outcome, duration)
        log(record, outcome, duration, trace)
        return outcome
    }

    private func count(_ record: CallRecord, _ outcome: CallOutcome, _ duration: Duration) {
        let method = record.isKnown ? record.call.method : "unknown"
        let series = Series(method: method, status: outcome.status)
        let counter = counters.withLock { counters in
            if let counter = counters[series] { return counter }
            let counter = registry.counter(
                "calls",
                [("method", method), ("status", outcome.status.name)]
            )
            counters[series] = counter
            return counter
        }
        counter.increment(by: 1)
        let timer = timers.withLock { timers in
            if let timer = timers[method] { return timer }
            let timer = registry.timer("call_duration", [("method", method)])
            timers[method] = timer
            return timer
        }
        timer.recordNanoseconds(duration.nanoseconds)
    }

    /// Followers ask each other several times a second for ever: what is well there is not told.
    private func level(of outcome: CallOutcome, _ call: CallRequest) -> Logger.Level {
        switch outcome.status {
        case .internal: .error
        case .ok where call.method.hasPrefix("mesh.v1/"): .debug
        default: .info
        }
    }

    private func log(
        _ record: CallRecord,
        _ outcome: CallOutcome,
        _ duration: Duration,
        _ trace: TraceParent?
    ) {
        let level = level(of: outcome, record.call)
        guard logger.logLevel <= level else { return }
        let call = record.call
        var metadata: Logger.Metadata = [
            "method": "\(call.method)", "status": "\(outcome.status.name)",
            "effect": "\(outcome.effect)", "call": "\(call.debugID)",
            "principal": "\(call.principal.name)",
            "us": .stringConvertible(duration.nanoseconds / 1000),
        ]
        if let reason = outcome.reason { metadata["reason"] = "\(reason)" }
        if let trace { metadata["traceId"] = "\(trace.traceID)" }
        if let seq = outcome.position?.seq { metadata["seq"] = .stringConvertible(seq) }
        if let caller = record.caller {
            if let tenant = caller.tenant { metadata["tenant"] = "\(tenant)" }
            if let person = caller.person {
                metadata["subject"] = "\(person.subject.uuidString.lowercased())"
                if let actor = person.actor {
                    metadata["actor"] = "\(actor.uuidString.lowercased())"
                }
            }
        }
        logger.log(level: level, "call", metadata: metadata)
    }
}

/// What is known of a call while it runs.
final class CallRecord: Sendable {
    let call: CallRequest
    /// Whether there is such a method; what is not known gets no metrics of its own.
    let isKnown: Bool
    private let state = Mutex<Caller?>(nil)

    init(_ call: CallRequest, isKnown: Bool) {
        self.call = call
        self.isKnown = isKnown
    }

    var caller: Caller? { state.withLock { $0 } }

    func admitted(_ caller: Caller) { state.withLock { $0 = caller } }
}

extension Duration {
    var nanoseconds: Int64 {
        components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000
    }
}
