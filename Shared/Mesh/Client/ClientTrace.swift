import Contract
import Tracing

/// A call's part of the caller's trace, if there is one.
struct ClientTrace: Sendable {
    /// The `traceparent` to send.
    let parent: String?
    private let span: (any Span)?

    init(method: String, _ options: CallOptions) {
        guard options.trace == nil, let context = ServiceContext.current else {
            parent = options.trace
            span = nil
            return
        }
        let span = startSpan(method, context: context, ofKind: .client)
        var carrier: [String: String] = [:]
        InstrumentationSystem.instrument.inject(
            span.context,
            into: &carrier,
            using: CarrierInjector()
        )
        parent = carrier["traceparent"]
        self.span = span
    }

    func failed(_ failure: CallFailure) {
        guard let span else { return }
        span.setStatus(SpanStatus(code: .error, message: failure.reason))
        span.attributes["rpc.status"] = failure.status.name
    }

    func end() {
        span?.end()
    }
}

private struct CarrierInjector: Injector {
    func inject(_ value: String, forKey key: String, into carrier: inout [String: String]) {
        carrier[key.lowercased()] = value
    }
}
