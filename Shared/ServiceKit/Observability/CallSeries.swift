import OctopusContract
import Synchronization

/// What is counted of one method's calls, found once and not by its labels on every call.
final class CallSeries: Sendable {
    private struct State {
        var timer: KeptDistribution?
        /// By the status's number.
        var counters = [KeptCounter?](repeating: nil, count: Status.allCases.count)
    }

    private let method: String
    private let registry: MetricsRegistry
    private let state = Mutex(State())

    init(of method: String, in registry: MetricsRegistry) {
        self.method = method
        self.registry = registry
    }

    func count(_ status: Status, nanoseconds: Int64) {
        let index = Int(status.rawValue)
        let (known, counter) = state.withLock { ($0.timer, $0.counters[index]) }
        guard let known, let counter else { return first(status, nanoseconds: nanoseconds) }
        counter.increment(by: 1)
        known.recordNanoseconds(nanoseconds)
    }

    /// A method that nobody calls, and a status that never comes, have no metric.
    private func first(_ status: Status, nanoseconds: Int64) {
        let timer = registry.timer("call_duration", [("method", method)])
        let counter = registry.counter("calls", [("method", method), ("status", status.name)])
        state.withLock { state in
            state.timer = timer
            state.counters[Int(status.rawValue)] = counter
        }
        counter.increment(by: 1)
        timer.recordNanoseconds(nanoseconds)
    }
}
