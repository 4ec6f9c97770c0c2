import Contract
import CoreMetrics

/// What a client tells of its calls; used on the socket thread.
///
/// The meters of a method are made once, since a backend looks each up by name and labels.
final class ClientMetrics {
    private final class MethodMeters {
        let name: String
        let seconds: CoreMetrics.Timer
        let retries: Counter
        /// By the status's number.
        var ended = [Counter?](repeating: nil, count: Status.allCases.count)

        init(name: String) {
            self.name = name
            seconds = Timer(
                label: "mesh_client_call_duration",
                dimensions: [("method", name)],
                preferredDisplayUnit: .milliseconds
            )
            retries = Counter(label: "mesh_client_retries", dimensions: [("method", name)])
        }
    }

    /// A caller could name any number of methods that nobody has.
    private static let maximumMethods = 512

    private var methods: [String: MethodMeters] = [:]

    func ended(_ call: ClientCall, status: Status, now: Int64) {
        let meters = meters(of: call.method)
        meters.seconds.recordMilliseconds(now - call.startedAt)
        let index = Int(status.rawValue)
        if let counter = meters.ended[index] { return counter.increment() }
        let counter = Counter(
            label: "mesh_client_calls",
            dimensions: [("method", meters.name), ("status", status.name)]
        )
        meters.ended[index] = counter
        counter.increment()
    }

    func retried(_ method: String) { meters(of: method).retries.increment() }

    private func meters(of method: String) -> MethodMeters {
        if let known = methods[method] { return known }
        let name = methods.count < Self.maximumMethods ? method : "other"
        if let known = methods[name] { return known }
        let new = MethodMeters(name: name)
        methods[name] = new
        return new
    }
}
