import Histogram
import Synchronization

/// Calls that are kept in flight for some time, and how long each took.
struct Load: CustomStringConvertible {
    let inFlight: Int
    let callsPerSecond: Double
    let latencies: Histogram<UInt64>

    /// Keeps `inFlight` calls under way; a call that fails ends the measurement.
    static func run(
        inFlight: Int,
        for time: Duration,
        _ call: @escaping @Sendable () async throws -> Void
    ) async throws -> Load {
        let clock = ContinuousClock()
        let begin = clock.now
        let end = begin + time
        let latencies = try await withThrowingTaskGroup(of: [UInt64].self) { group in
            for _ in 0..<inFlight {
                group.addTask {
                    var microseconds: [UInt64] = []
                    var now = clock.now
                    while now < end {
                        let sent = now
                        try await call()
                        now = clock.now
                        microseconds.append(UInt64((now - sent) / .microseconds(1)))
                    }
                    return microseconds
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
            inFlight: inFlight,
            callsPerSecond: Double(latencies.totalCount) / took,
            latencies: latencies
        )
    }

    var description: String {
        let p50 = latencies.valueAtPercentile(50)
        let p99 = latencies.valueAtPercentile(99)
        return "\(inFlight) in flight: \(Int(callsPerSecond)) calls/s, p50 \(p50) us, p99 \(p99) us"
    }
}
