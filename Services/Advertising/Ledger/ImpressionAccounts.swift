import OctopusAdvertisingContract
import OctopusServiceKit

/// What a partner has of impressions, and what may become of it.
///
/// Whatever happens, what is counted and reserved is at most what was bought and adjusted; the database
/// says the same once more.
struct ImpressionAccounts: Hashable, Sendable {
    private(set) var bought: Int64 = 0
    private(set) var adjusted: Int64 = 0
    private(set) var reserved: Int64 = 0
    private(set) var counted: Int64 = 0

    /// All that the partner has got, spent or not.
    var total: Int64 { bought + adjusted }
    /// What campaigns can still set aside.
    var available: Int64 { total - reserved - counted }

    /// Moves impressions.
    ///
    /// - Throws: A refusal, and nothing has changed.
    mutating func move(_ amount: Int64, by kind: ImpressionEntryKind) throws(ImpressionRefusal) {
        switch kind {
        case .purchase, .increase:
            let room = AdvertisingLimits.mostImpressions - total
            guard amount <= room else { throw .tooMany }
            if kind == .purchase { bought += amount } else { adjusted += amount }
        case .decrease:
            try demand(amount, of: available)
            adjusted -= amount
        case .reservation:
            try demand(amount, of: available)
            reserved += amount
        case .count:
            try demand(amount, of: reserved)
            (reserved, counted) = (reserved - amount, counted + amount)
        case .giveBack:
            try demand(amount, of: reserved)
            reserved -= amount
        }
    }

    private func demand(_ amount: Int64, of present: Int64) throws(ImpressionRefusal) {
        guard amount <= present else { throw .insufficient(missing: amount - present) }
    }

    var balance: ImpressionBalance {
        ImpressionBalance(
            bought: bought,
            adjusted: adjusted,
            reserved: reserved,
            counted: counted,
            available: available
        )
    }
}

/// Why impressions are not moved.
enum ImpressionRefusal: RefusalConvertible, Hashable {
    case insufficient(missing: Int64)
    case tooMany

    var refusal: Refusal {
        switch self {
        case .insufficient(let missing):
            Refusal(.insufficientImpressions, "\(missing) more needed.")
        case .tooMany:
            Refusal(
                .tooManyImpressions,
                "A partner has at most \(AdvertisingLimits.mostImpressions)."
            )
        }
    }
}

extension ImpressionEntryKind {
    /// The two accounts between which such an entry moves impressions.
    var accounts: (from: ImpressionAccount, to: ImpressionAccount) {
        switch self {
        case .purchase: (.bought, .available)
        case .reservation: (.available, .reserved)
        case .count: (.reserved, .counted)
        case .giveBack: (.reserved, .available)
        case .increase: (.adjusted, .available)
        case .decrease: (.available, .adjusted)
        }
    }
}
