import OctopusContract
import CoreMetrics
import Histogram
import Synchronization

/// A metric that can tell what it has seen.
protocol KeptMetric: AnyObject, Sendable {
    func metric(name: String, labels: [String: String]) -> Metric
}

final class KeptCounter: CounterHandler, KeptMetric {
    private let value = Atomic<Int64>(0)

    func increment(by amount: Int64) { value.wrappingAdd(amount, ordering: .relaxed) }
    func reset() { value.store(0, ordering: .relaxed) }

    func metric(name: String, labels: [String: String]) -> Metric {
        Metric(
            name: name,
            kind: .counter,
            labels: labels,
            value: Double(value.load(ordering: .relaxed)),
            distribution: nil
        )
    }
}

final class KeptGauge: MeterHandler, RecorderHandler, FloatingPointCounterHandler, KeptMetric {
    private let value = Mutex<Double>(0)

    func set(_ new: Int64) { set(Double(new)) }
    func set(_ new: Double) { value.withLock { $0 = new } }
    func increment(by amount: Double) { value.withLock { $0 += amount } }
    func decrement(by amount: Double) { value.withLock { $0 -= amount } }
    func record(_ new: Int64) { set(new) }
    func record(_ new: Double) { set(new) }
    func reset() { set(0.0) }

    func metric(name: String, labels: [String: String]) -> Metric {
        Metric(
            name: name,
            kind: .gauge,
            labels: labels,
            value: value.withLock { $0 },
            distribution: nil
        )
    }
}

/// A histogram of nanoseconds, or of plain numbers.
final class KeptDistribution: TimerHandler, RecorderHandler, KeptMetric {
    private struct State {
        var histogram = Histogram<UInt64>(numberOfSignificantValueDigits: .two)
        var sum = 0.0
    }

    private let kind: MetricKind
    private let state = Mutex(State())

    init(_ kind: MetricKind) { self.kind = kind }

    func recordNanoseconds(_ duration: Int64) { record(duration) }

    func record(_ value: Int64) {
        state.withLock { state in
            state.sum += Double(value)
            state.histogram.record(UInt64(clamping: value))
        }
    }

    func record(_ value: Double) {
        record(Int64(exactly: value.rounded()) ?? 0)
    }

    func metric(name: String, labels: [String: String]) -> Metric {
        let (histogram, sum) = state.withLock { ($0.histogram, $0.sum) }
        func percentile(_ percent: Double) -> Int64 {
            Int64(clamping: histogram.valueAtPercentile(percent))
        }
        let isEmpty = histogram.totalCount == 0
        return Metric(
            name: name,
            kind: kind,
            labels: labels,
            value: nil,
            distribution: Distribution(
                count: Int64(clamping: histogram.totalCount),
                sum: sum,
                min: isEmpty ? 0 : Int64(clamping: histogram.min),
                max: Int64(clamping: histogram.max),
                p50: percentile(50),
                p90: percentile(90),
                p99: percentile(99),
                p999: percentile(99.9)
            )
        )
    }
}
