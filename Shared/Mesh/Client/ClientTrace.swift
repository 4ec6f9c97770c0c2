import OctopusContract
import Tracing

/// A call's part of the trace that its caller's task carries.
final class ClientTrace: Sendable {
    /// The `traceparent` to send.
    let parent: String?
    private let span: any Span

    /// Begins a span if the task carries a trace.
    static func begin(_ method: String) -> ClientTrace? {
        ServiceContext.current.map { ClientTrace(method, in: $0) }
    }

    private init(_ method: String, in context: ServiceContext) {
        span = startSpan(method, context: context, ofKind: .client)
        var carrier: [String: String] = [:]
        InstrumentationSystem.instrument.inject(
            span.context,
            into: &carrier,
            using: CarrierInjector()
        )
        parent = carrier["traceparent"]
    }

    func end(_ failure: CallFailure?) {
        if let failure {
            span.setStatus(SpanStatus(code: .error, message: failure.reason.word))
            span.attributes["rpc.status"] = failure.status.name
        }
        span.end()
    }
}

private struct CarrierInjector: Injector {
    func inject(_ value: String, forKey key: String, into carrier: inout [String: String]) {
        carrier[key.lowercased()] = value
    }
}
