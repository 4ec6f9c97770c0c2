import Contract
import CoreMetrics

/// What a client tells of its calls; used on the socket thread.
///
/// The meters of a method are made once, since a backend looks each up by name and labels.
final class ClientMetrics {
    private struct MethodMeters {
        let seconds: CoreMetrics.Timer
        let retries: Counter
        var ended: [Status: Counter] = [:]
    }

    /// A caller could name any number of methods that nobody has.
    private static let maximumMethods = 512

    private var methods: [String: MethodMeters] = [:]

    func ended(_ call: ClientCall, status: Status) {
        let elapsed = MonotonicClock.nowMilliseconds - call.startedAt
        let method = meters(of: call.method)
        methods[method]?.seconds.recordMilliseconds(elapsed)
        if let counter = methods[method]?.ended[status] { return counter.increment() }
        let counter = Counter(
            label: "mesh_client_calls",
            dimensions: [("method", method), ("status", status.name)]
        )
        methods[method]?.ended[status] = counter
        counter.increment()
    }

    func retried(_ method: String) {
        methods[meters(of: method)]?.retries.increment()
    }

    /// Makes sure that there are meters.
    ///
    /// - Returns: Under which name.
    private func meters(of method: String) -> String {
        if methods[method] != nil { return method }
        let name = methods.count < Self.maximumMethods ? method : "other"
        if methods[name] == nil {
            methods[name] = MethodMeters(
                seconds: Timer(
                    label: "mesh_client_call_duration",
                    dimensions: [("method", name)],
                    preferredDisplayUnit: .milliseconds
                ),
                retries: Counter(label: "mesh_client_retries", dimensions: [("method", name)])
            )
        }
        return name
    }
}
