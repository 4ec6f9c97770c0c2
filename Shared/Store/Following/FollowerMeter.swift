import CoreMetrics

/// What a follower tells of itself.
struct FollowerMeter: Sendable {
    private let lag: Gauge
    private let parked: Gauge
    private let failures: Counter

    init(_ configuration: FollowerConfiguration) {
        let dimensions = [
            ("follower", configuration.name), ("source", configuration.source),
            ("shard", String(configuration.shard)),
        ]
        lag = Gauge(label: "follower_lag", dimensions: dimensions)
        parked = Gauge(label: "follower_parked_subjects", dimensions: dimensions)
        failures = Counter(label: "follower_failures", dimensions: dimensions)
    }

    func measured(lag: Int64, parkedSubjects: Int) {
        self.lag.record(lag)
        parked.record(parkedSubjects)
    }

    func failed() {
        failures.increment()
    }
}
