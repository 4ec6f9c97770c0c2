/// How many retries a client may add to what it was asked for: a fifth of the calls and ten a second.
///
/// Without a budget every client multiplies its load by five at the very moment when a service
/// can't carry it once. What is unused is kept up to a bound, which is wide enough to send the calls
/// of one lost session again at once.
struct RetryBudget: Sendable {
    static let shareOfCalls = 0.2
    static let perSecond = 10.0
    static let most = 200.0

    private var balance = Self.most
    private var countedAt: Int64

    init(now: Int64) {
        countedAt = now
    }

    /// A call was made (not a retry).
    mutating func noteCall() {
        balance = min(Self.most, balance + Self.shareOfCalls)
    }

    /// Takes one retry out, if there is one.
    mutating func withdraw(now: Int64) -> Bool {
        refill(now: now)
        guard balance >= 1 else { return false }
        balance -= 1
        return true
    }

    /// How long until there is a retry to take, if no calls come; 0 if there is one.
    func millisecondsUntilNext(now: Int64) -> Int64 {
        var later = self
        later.refill(now: now)
        guard later.balance < 1 else { return 0 }
        return Int64(((1 - later.balance) * 1000 / Self.perSecond).rounded(.up))
    }

    private mutating func refill(now: Int64) {
        guard now > countedAt else { return }
        balance = min(Self.most, balance + Double(now - countedAt) * Self.perSecond / 1000)
        countedAt = now
    }
}
