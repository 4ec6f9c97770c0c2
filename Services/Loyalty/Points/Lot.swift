import OctopusLoyaltyContract

/// Points that were earned at one time, as far as spending them matters.
struct Lot: Hashable, Sendable {
    let seq: Int64
    let remaining: Int64
    let expiresAt: Instant?

    /// Expiry is decided here, at the moment of spending: the job that books it may come later.
    func isSpendable(at now: Instant) -> Bool {
        guard remaining > 0 else { return false }
        guard let expiresAt else { return true }
        return now < expiresAt
    }

    /// What expires first is spent first; then what is older; what never expires comes last.
    static func isSpentBefore(_ one: Lot, _ other: Lot) -> Bool {
        switch (one.expiresAt, other.expiresAt) {
        case (let one?, let other?) where one != other: one < other
        case (_?, nil): true
        case (nil, _?): false
        default: one.seq < other.seq
        }
    }
}

/// What is taken of one lot.
struct Portion: Hashable, Sendable {
    let lot: Int64
    let amount: Int64
}

enum Lots {
    /// What can be used now.
    static func balance(_ lots: [Lot], at now: Instant) -> Int64 {
        lots.reduce(0) { $1.isSpendable(at: now) ? $0 + $1.remaining : $0 }
    }

    /// Takes an amount from lots, first-expiring first.
    ///
    /// - Throws: `insufficient` with what is missing; then nothing is to be taken.
    static func spend(
        _ amount: Int64,
        from lots: [Lot],
        at now: Instant
    ) throws(PointsRefusal) -> [Portion] {
        var missing = amount
        var portions: [Portion] = []
        let spendable = lots.filter { $0.isSpendable(at: now) }.sorted(by: Lot.isSpentBefore)
        for lot in spendable where missing > 0 {
            let taken = min(missing, lot.remaining)
            portions.append(Portion(lot: lot.seq, amount: taken))
            missing -= taken
        }
        guard missing == 0 else { throw .insufficient(missing: missing) }
        return portions
    }
}

/// Why points can't be moved.
enum PointsRefusal: RefusalConvertible, Hashable {
    case insufficient(missing: Int64)
    case balanceTooLarge
    case alreadyReversed
    case partlyUsed(remaining: Int64)
    case holdExpired
    case holdEnded(HoldStatus)

    var refusal: Refusal {
        switch self {
        case .insufficient(let missing):
            Refusal(.insufficientPoints, "\(missing) more needed.")
        case .balanceTooLarge:
            Refusal(.balanceTooLarge, "At most \(PointsRules.largestBalance) can be held.")
        case .alreadyReversed:
            Refusal(.alreadyReversed)
        case .partlyUsed(let remaining):
            Refusal(.partlyUsed, "Only \(remaining) of it are left.")
        case .holdExpired:
            Refusal(.holdExpired)
        case .holdEnded(let status):
            Refusal(.holdEnded, "It was \(status.rawValue) before.")
        }
    }
}

/// How many points there may be.
enum PointsRules {
    static let amounts: ClosedRange<Int64> = 1...1_000_000
    /// Far from where sums of 64 bits overflow, be there ever so many end users.
    static let largestBalance: Int64 = 1_000_000_000
    static let longestNote = 200
}
