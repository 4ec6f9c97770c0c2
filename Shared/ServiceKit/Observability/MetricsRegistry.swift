package import OctopusContract
package import CoreMetrics
import Synchronization

/// Keeps every metric of the process in memory, for `mesh.v1/Stats` to answer.
package final class MetricsRegistry: MetricsFactory {
    private struct Key: Hashable {
        let kind: MetricKind
        let label: String
        let dimensions: [String]

        init(_ kind: MetricKind, _ label: String, _ dimensions: [(String, String)]) {
            self.kind = kind
            self.label = label
            self.dimensions = dimensions.flatMap { [$0.0, $0.1] }
        }
    }

    private let metrics = Mutex<[Key: any KeptMetric]>([:])
    /// How many metrics there may be; what is beyond it is not kept.
    private static let limit = 10_000

    package init() {}

    /// Every metric as it is now.
    package func snapshot() -> [Metric] {
        metrics.withLock { $0 }.map { key, kept in
            var labels: [String: String] = [:]
            for index in stride(from: 0, to: key.dimensions.count - 1, by: 2) {
                labels[key.dimensions[index]] = key.dimensions[index + 1]
            }
            return kept.metric(name: key.label, labels: labels)
        }
    }

    func counter(_ label: String, _ labels: [(String, String)] = []) -> KeptCounter {
        kept(Key(.counter, label, labels), KeptCounter())
    }

    func gauge(_ label: String, _ labels: [(String, String)] = []) -> KeptGauge {
        kept(Key(.gauge, label, labels), KeptGauge())
    }

    func timer(_ label: String, _ labels: [(String, String)] = []) -> KeptDistribution {
        kept(Key(.timer, label, labels), KeptDistribution(.timer))
    }

    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        counter(label, dimensions)
    }

    package func makeFloatingPointCounter(
        label: String,
        dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        gauge(label, dimensions)
    }

    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        gauge(label, dimensions)
    }

    package func makeRecorder(
        label: String,
        dimensions: [(String, String)],
        aggregate: Bool
    ) -> any RecorderHandler {
        guard aggregate else { return gauge(label, dimensions) }
        return kept(Key(.recorder, label, dimensions), KeptDistribution(.recorder))
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        timer(label, dimensions)
    }

    // What was counted stays, by any of them.
    package func destroyCounter(_ handler: any CounterHandler) {}
    package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
    package func destroyMeter(_ handler: any MeterHandler) {}
    package func destroyRecorder(_ handler: any RecorderHandler) {}
    package func destroyTimer(_ handler: any TimerHandler) {}

    private func kept<Kept: KeptMetric>(_ key: Key, _ new: @autoclosure () -> Kept) -> Kept {
        metrics.withLock { metrics in
            if let old = metrics[key] as? Kept { return old }
            let made = new()
            if metrics.count < Self.limit { metrics[key] = made }
            return made
        }
    }
}
