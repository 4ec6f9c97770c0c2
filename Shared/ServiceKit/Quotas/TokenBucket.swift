/// So many in a time, with a reserve for bursts; a value.
struct TokenBucket: Sendable {
    /// How fast it fills, and how much it holds.
    struct Rate: Sendable, Hashable {
        let perMillisecond: Double
        let burst: Double

        /// Makes a rate of so many in a period.
        ///
        /// - Parameters:
        ///   - count: How many in the period.
        ///   - period: The period in milliseconds.
        ///   - burstMilliseconds: For how long nothing may be asked and still be had at once.
        init(_ count: Int, inMilliseconds period: Double, burstMilliseconds: Double) {
            perMillisecond = Double(count) / period
            burst = max(1, perMillisecond * burstMilliseconds)
        }
    }

    private var left: Double
    private var filledAt: Int64

    init(_ rate: Rate, atMilliseconds now: Int64) {
        left = rate.burst
        filledAt = now
    }

    /// Takes one.
    ///
    /// - Returns: How long to wait if there is none; nil if it was taken.
    mutating func take(_ rate: Rate, atMilliseconds now: Int64) -> Int64? {
        // A clock that went back fills nothing and takes nothing away.
        left = min(rate.burst, left + Double(max(0, now - filledAt)) * rate.perMillisecond)
        filledAt = now
        guard left < 1 - 1e-9 else {
            left -= 1
            return nil
        }
        // A millionth of it is what fractions are off.
        return max(1, Int64(((1 - left) / rate.perMillisecond - 0.001).rounded(.up)))
    }

    /// Whether it is as a new one would be.
    func isFull(_ rate: Rate, atMilliseconds now: Int64) -> Bool {
        left + Double(max(0, now - filledAt)) * rate.perMillisecond >= rate.burst
    }
}
