/// Tells whether the wall clock can be believed.
///
/// A wall clock that is set while a service runs would make months of work due at once, or raise
/// the answers' watermark past every key.
struct ClockGuard: Sendable {
    static let toleranceMilliseconds: Int64 = 5 * 60_000

    private let offsetMilliseconds: Int64

    init(_ clock: any StoreClock) {
        offsetMilliseconds = clock.wallMilliseconds - clock.monotonicMilliseconds
    }

    /// By how much wall and monotonic time have parted since the start.
    func driftMilliseconds(_ clock: any StoreClock) -> Int64 {
        clock.wallMilliseconds - clock.monotonicMilliseconds - offsetMilliseconds
    }

    func trusts(_ clock: any StoreClock) -> Bool {
        abs(driftMilliseconds(clock)) <= Self.toleranceMilliseconds
    }
}
