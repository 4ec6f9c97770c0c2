import Histogram

/// Calls that are kept in flight for some time, and how long each took.
struct Load {
    let callsPerSecond: Double
    let calls: Int
    private let nanoseconds: Histogram<UInt64>

    /// Keeps `inFlight` calls under way; a call that fails ends the measurement.
    static func run(
        inFlight: Int,
        for time: Duration,
        _ call: @escaping @Sendable () async throws -> Void
    ) async throws -> Load {
        let clock = ContinuousClock()
        let begin = clock.now
        let end = begin + time
        let all = try await withThrowingTaskGroup(of: [UInt64].self) { group in
            for _ in 0..<inFlight {
                group.addTask {
                    // A list is written in order; a histogram a task would empty the caches.
                    var taken: [UInt64] = []
                    var now = clock.now
                    while now < end {
                        let sent = now
                        try await call()
                        now = clock.now
                        taken.append(nanoseconds(now - sent))
                    }
                    return taken
                }
            }
            var all = Histogram<UInt64>(numberOfSignificantValueDigits: .three)
            for try await some in group {
                for one in some { all.record(one) }
            }
            return all
        }
        let took = (clock.now - begin) / .seconds(1)
        return Load(
            callsPerSecond: Double(all.totalCount) / took,
            calls: Int(all.totalCount),
            nanoseconds: all
        )
    }

    /// A percentile, in microseconds.
    func microseconds(_ percentile: Double) -> Double {
        Double(nanoseconds.valueAtPercentile(percentile)) / 1000
    }

    private static func nanoseconds(_ duration: Duration) -> UInt64 {
        let (seconds, attoseconds) = duration.components
        return UInt64(seconds) * 1_000_000_000 + UInt64(attoseconds / 1_000_000_000)
    }
}
