import Histogram
import Mesh

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
        let begin = MonotonicClock.nowNanoseconds
        let end = begin + Int64(time / .nanoseconds(1))
        let all = try await withThrowingTaskGroup(of: [UInt64].self) { group in
            for _ in 0..<inFlight {
                group.addTask {
                    // A list is written in order; a histogram a task would empty the caches.
                    var taken: [UInt64] = []
                    var now = MonotonicClock.nowNanoseconds
                    while now < end {
                        let sent = now
                        try await call()
                        now = MonotonicClock.nowNanoseconds
                        taken.append(UInt64(now - sent))
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
        let took = Double(MonotonicClock.nowNanoseconds - begin) / 1e9
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
}
