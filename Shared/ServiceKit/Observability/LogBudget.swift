/// What may be written of the log: so many bytes a second for each sort of line.
///
/// Nobody's calls can fill the disk or drown what matters: each sort has a budget of its own, and what is
/// beyond it is left out and counted. Time passes by `refill`, which the writing thread calls, so a line
/// that is told costs a comparison and a subtraction.
struct LogBudget: Sendable {
    /// Sorts of lines, each with its own budget.
    enum Sort: Int, CaseIterable, Sendable {
        /// A line for each call.
        case calls
        /// What libraries and services tell below a warning.
        case notes
        /// Warnings, errors, and the lines that sum up what was left out.
        case warnings
    }

    private struct Share {
        let bytesPerSecond: Int
        let most: Int
        var left: Int
        var leftOut: Int64 = 0

        init(bytesPerSecond: Int) {
            self.bytesPerSecond = bytesPerSecond
            // Bursts of some seconds are no flood.
            most = bytesPerSecond > Int.max / 8 ? Int.max : 8 * bytesPerSecond
            left = most
        }

        mutating func refill(milliseconds: Int64) {
            guard left < most else { return }
            let more = Int(min(milliseconds, 60_000)) * bytesPerSecond / 1000
            left = min(most, left + more)
        }
    }

    private var shares: [Share]
    private var refilledAt: Int64?
    /// Whether the log's volume has so little room that only what matters is written.
    var isRoomLow = false

    static let unlimited = LogBudget(callBytesPerSecond: .max, otherBytesPerSecond: .max)

    init(callBytesPerSecond: Int, otherBytesPerSecond: Int) {
        shares = Sort.allCases.map {
            Share(bytesPerSecond: $0 == .calls ? callBytesPerSecond : otherBytesPerSecond)
        }
    }

    /// Whether a line of that sort may be written; if not, it is counted.
    @inline(__always)
    mutating func takes(_ sort: Sort) -> Bool {
        if shares[sort.rawValue].left > 0, !isRoomLow || sort == .warnings { return true }
        shares[sort.rawValue].leftOut += 1
        return false
    }

    /// A line of so many bytes was written.
    @inline(__always)
    mutating func spend(_ bytes: Int, _ sort: Sort) {
        shares[sort.rawValue].left -= bytes
    }

    mutating func refill(atMilliseconds now: Int64) {
        let passed = now - (refilledAt ?? now)
        // Several at once, so that no rounding eats what a slow rate gives.
        guard refilledAt == nil || passed >= 10 else { return }
        refilledAt = now
        for index in shares.indices where shares[index].bytesPerSecond < Int.max {
            shares[index].refill(milliseconds: passed)
        }
    }

    /// Whether time changes nothing.
    var isFull: Bool {
        !isRoomLow && shares.allSatisfy { $0.left == $0.most || $0.most == Int.max }
    }

    /// How many lines were left out since this was last asked.
    mutating func takeLeftOut() -> Int64 {
        var count: Int64 = 0
        for index in shares.indices {
            count += shares[index].leftOut
            shares[index].leftOut = 0
        }
        return count
    }
}
