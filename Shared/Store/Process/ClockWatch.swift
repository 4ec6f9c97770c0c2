import Synchronization

/// Tells whether the wall clock can be believed, and by how much it is off.
///
/// While the service runs, wall time must go as monotonic time does. When it starts, wall time must
/// have gone on from the last moment at which it was believed: exactly as the machine's own count
/// since its boot, or, after another boot, not backwards. A clock that was set would make months of
/// work due at once, or let answers be forgotten that are still asked for.
///
/// Where the machine was started anew, nothing tells a clock that is ahead from a service that stood
/// still; it is believed.
final class ClockWatch: Sendable {
    static let toleranceMilliseconds: Int64 = 5 * 60_000

    private struct State {
        /// Wall less monotonic time, as it should be.
        var offset: Int64
        /// Whether the clock may be later than that: it is only known how late it is at least.
        var isFloor = false
    }

    private let clock: any StoreClock
    private let state: Mutex<State>

    init(_ clock: any StoreClock, last: ClockMark?) {
        self.clock = clock
        let monotonic = clock.monotonicMilliseconds
        let now = clock.wallMilliseconds - monotonic
        guard let last else {
            state = Mutex(State(offset: now))
            return
        }
        guard let boot = clock.boot, let before = last.boot, boot.bootID == before.bootID else {
            state = Mutex(State(offset: last.wallMilliseconds - monotonic, isFloor: true))
            return
        }
        let passed = boot.milliseconds - before.milliseconds
        let expected = last.wallMilliseconds + passed - monotonic
        // Small steps, such as a time server makes, are followed.
        let isNear = abs(now - expected) <= Self.toleranceMilliseconds
        state = Mutex(State(offset: isNear ? now : expected))
    }

    /// Wall time as the clock says it, and as it should be.
    struct Reading {
        let wallMilliseconds: Int64
        let expectedMilliseconds: Int64
        /// Whether it may be any time after that.
        let isFloor: Bool

        /// The latest that it may be.
        var latestMilliseconds: Int64 {
            isFloor ? .max : max(wallMilliseconds, expectedMilliseconds)
        }
        /// The earliest that it may be.
        var earliestMilliseconds: Int64 { min(wallMilliseconds, expectedMilliseconds) }
        /// By how much the clock is ahead; below zero, behind.
        var driftMilliseconds: Int64 { wallMilliseconds - expectedMilliseconds }
        var isTrusted: Bool { abs(driftMilliseconds) <= ClockWatch.toleranceMilliseconds }
    }

    var reading: Reading {
        let (wall, monotonic) = (clock.wallMilliseconds, clock.monotonicMilliseconds)
        let state = state.withLock { state in
            if state.isFloor,
                wall - monotonic >= state.offset - Self.toleranceMilliseconds
            {
                state = State(offset: wall - monotonic)
            }
            return state
        }
        return Reading(
            wallMilliseconds: wall,
            expectedMilliseconds: monotonic + state.offset,
            isFloor: state.isFloor
        )
    }

    /// What the next start compares with; nil while the clock is not believed.
    var mark: ClockMark? {
        let reading = reading
        guard reading.isTrusted else { return nil }
        return ClockMark(wallMilliseconds: reading.wallMilliseconds, boot: clock.boot)
    }

    /// Believes the wall clock as it is now.
    func accept() {
        let offset = clock.wallMilliseconds - clock.monotonicMilliseconds
        state.withLock { $0 = State(offset: offset) }
    }
}

extension ClockWatch.Reading {
    /// What is wrong, for an operator; nil if nothing is.
    var trouble: String? {
        guard !isTrusted else { return nil }
        let amount = Self.words(abs(driftMilliseconds))
        return
            "the wall clock is \(amount) \(driftMilliseconds > 0 ? "ahead" : "behind"): jobs stop "
            + "until it is corrected; if it is right as it is, stop the service and run its "
            + "command mend-clock"
    }

    /// For instance `10 d 2 h`: the two greatest units.
    static func words(_ milliseconds: Int64) -> String {
        let minutes = milliseconds / 60_000
        let parts = [(minutes / 1_440, "d"), (minutes / 60 % 24, "h"), (minutes % 60, "min")]
        let told = parts.drop { $0.0 == 0 }.prefix(2).filter { $0.0 > 0 }
        return told.isEmpty
            ? "\(milliseconds / 1_000) s"
            : told.map { "\($0.0) \($0.1)" }.joined(separator: " ")
    }
}
