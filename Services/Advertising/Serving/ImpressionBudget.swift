/// Impressions that were bought, and what became of them.
///
/// `counted + live <= bought` holds after every step: an impression is reserved when an ad is chosen, counted
/// when it is shown, and given back when its reservation ends without that. Revive Adserver sums up what was
/// shown from time to time and stops a campaign then, which shows 70 of 10 (its issue 306).
struct ImpressionBudget: Sendable, Hashable {
    private(set) var bought: Int64
    private(set) var counted: Int64
    /// Reserved, neither counted nor given back yet.
    private(set) var live: Int64 = 0

    /// - Parameters:
    ///   - bought: At least what is counted; if not, nothing is left.
    ///   - counted: What the database says, at a start.
    init(bought: Int64, counted: Int64 = 0) {
        self.bought = max(bought, counted)
        self.counted = counted
    }

    var available: Int64 { bought - counted - live }

    /// Whether nothing is available and nothing can come back.
    var isSpent: Bool { counted == bought }

    /// Takes one of those that are available.
    mutating func reserve() -> Bool {
        guard available > 0 else { return false }
        live += 1
        return true
    }

    /// A reserved one was shown.
    mutating func confirm() {
        precondition(live > 0, "an impression is reserved before it is counted")
        live -= 1
        counted += 1
    }

    /// A reserved one was not shown in time.
    mutating func release() {
        precondition(live > 0, "an impression is reserved before it is given back")
        live -= 1
    }

    /// More were bought, or some that are available were taken back.
    ///
    /// - Parameter bought: All that were ever bought.
    /// - Returns: Whether that is enough for what is counted and reserved; if not, nothing has changed.
    mutating func change(bought: Int64) -> Bool {
        guard bought >= counted + live else { return false }
        self.bought = bought
        return true
    }
}
