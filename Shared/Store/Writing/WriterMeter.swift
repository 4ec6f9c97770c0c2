import CoreMetrics
import Logging

/// What the writer tells of itself.
final class WriterMeter: Sendable {
    private let logger: Logger
    private let depth: Gauge
    private let batch: Recorder
    private let commitTime: CoreMetrics.Timer
    private let busyTime: Counter
    private let slow: Counter
    private let broken: Counter

    init(_ dimensions: [(String, String)], logger: Logger) {
        self.logger = logger
        depth = Gauge(label: "store_queue_depth", dimensions: dimensions)
        batch = Recorder(label: "store_batch_size", dimensions: dimensions)
        commitTime = CoreMetrics.Timer(label: "store_commit_time", dimensions: dimensions)
        busyTime = Counter(label: "store_writer_busy_microseconds", dimensions: dimensions)
        slow = Counter(label: "store_slow_commands", dimensions: dimensions)
        broken = Counter(label: "store_broken_batches", dimensions: dimensions)
    }

    func queued(_ count: Int) {
        depth.record(count)
    }

    func performed(_ label: String, nanoseconds: Int64, limit: Int64) {
        guard nanoseconds > limit else { return }
        slow.increment()
        logger.warning(
            "Held the writer for too long",
            metadata: ["work": "\(label)", "milliseconds": "\(nanoseconds / 1_000_000)"]
        )
    }

    func committed(_ count: Int, nanoseconds: Int64, busyNanoseconds: Int64) {
        batch.record(count)
        commitTime.recordNanoseconds(nanoseconds)
        busyTime.increment(by: busyNanoseconds / 1_000)
    }

    func broke() {
        broken.increment()
    }
}
