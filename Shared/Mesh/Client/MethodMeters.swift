import OctopusContract
import CoreMetrics

/// What a client tells of one method's calls.
///
/// The meters are made once, since a backend looks each up by name and labels.
final class MethodMeters: Sendable {
    private let method: String
    private let seconds: CoreMetrics.Timer
    private let retries: Counter
    // Safe without a lock or a check: only the client's socket thread counts.
    /// By the status's number.
    @exclusivity(unchecked) nonisolated(unsafe) private var ended = [Counter?](
        repeating: nil,
        count: Status.allCases.count
    )

    init(method: String) {
        self.method = method
        seconds = Timer(
            label: "mesh_client_call_duration",
            dimensions: [("method", method)],
            preferredDisplayUnit: .milliseconds
        )
        retries = Counter(label: "mesh_client_retries", dimensions: [("method", method)])
    }

    /// A call ended so long after it was made.
    func ended(_ status: Status, milliseconds: Int64) {
        seconds.recordMilliseconds(milliseconds)
        let index = Int(status.rawValue)
        if let counter = ended[index] { return counter.increment() }
        let counter = Counter(
            label: "mesh_client_calls",
            dimensions: [("method", method), ("status", status.name)]
        )
        ended[index] = counter
        counter.increment()
    }

    func retried() { retries.increment() }
}
