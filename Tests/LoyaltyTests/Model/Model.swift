import OctopusLoyaltyContract
import OctopusServiceKit
import struct FoundationEssentials.UUID

/// What loyalty promises of points, said once more in the plainest way: arrays and loops, no SQL, and
/// nothing of the service's own rules.
struct Model {
    /// Whose points of which type.
    struct Key: Hashable {
        let endUser: EndUserID
        let type: PointTypeID
    }

    /// What an award gave.
    struct Lot {
        let id: AwardID
        let amount: Int64
        let expiresAt: Instant?
        /// Where its points are that are neither spent nor held.
        var here: Int64
        var expired: Int64 = 0
        /// What was taken back of the award, be it from other lots or as a debt.
        var takenBack: Int64 = 0
        var isReversed = false

        func isAlive(_ now: Instant) -> Bool {
            if let expiresAt { now < expiresAt } else { true }
        }
    }

    /// So much of a lot, by its place.
    struct Part {
        let lot: Int
        var amount: Int64
    }

    /// What went back into its lots.
    struct Returned {
        var usable: Int64 = 0
        var expired: Int64 = 0
    }

    struct Purchase {
        let key: Key
        let coupon: CouponID
        let code: String
        let parts: [Part]
        let expiresAt: Instant?
        var status = IssuedCouponStatus.held
        var uses: Int64 = 0
    }

    struct Hold {
        let key: Key
        let amount: Int64
        let parts: [Part]
        let expiresAt: Instant
        var status = HoldStatus.pending
        var posted: [Part] = []
    }

    static let never = Instant(milliseconds: .max)

    var lots: [Key: [Lot]] = [:]
    var owed: [Key: Int64] = [:]
    var accounts: [PointTypeID: [LedgerAccount: Int64]] = [:]
    var purchases: [IssuedCouponID: Purchase] = [:]
    var holds: [HoldID: Hold] = [:]

    // MARK: What can be read

    func lots(of key: Key) -> [Lot] { lots[key] ?? [] }

    func usable(_ key: Key, _ now: Instant) -> Int64 {
        var sum: Int64 = 0
        for lot in lots(of: key) where lot.isAlive(now) { sum += lot.here }
        return sum
    }

    func balance(_ key: Key, _ now: Instant) -> Int64 { usable(key, now) - (owed[key] ?? 0) }

    func held(_ key: Key) -> Int64 {
        var sum: Int64 = 0
        for hold in holds.values where hold.key == key && hold.status == .pending {
            sum += hold.amount
        }
        return sum
    }

    func nextExpiry(_ key: Key, _ now: Instant) -> NextExpiry? {
        var next: NextExpiry?
        for lot in lots(of: key) where lot.here > 0 && lot.isAlive(now) {
            guard let end = lot.expiresAt else { continue }
            if let known = next, known.expiresAt < end { continue }
            let before = next?.expiresAt == end ? next?.amount ?? 0 : 0
            next = NextExpiry(amount: before + lot.here, expiresAt: end)
        }
        return next
    }

    // MARK: How points move

    mutating func book(_ key: Key, _ from: LedgerAccount, _ to: LedgerAccount, _ amount: Int64) {
        accounts[key.type, default: [:]][from, default: 0] -= amount
        accounts[key.type, default: [:]][to, default: 0] += amount
    }

    /// Moves points between a lot and an account.
    mutating func move(_ amount: Int64, of lot: Int, _ key: Key, to account: LedgerAccount) {
        lots[key]?[lot].here -= amount
        book(key, .user, account, amount)
    }

    mutating func move(_ amount: Int64, of lot: Int, _ key: Key, from account: LedgerAccount) {
        lots[key]?[lot].here += amount
        book(key, account, .user, amount)
    }

    mutating func award(_ id: AwardID, _ amount: Int64, _ key: Key, until end: Instant?) {
        lots[key, default: []].append(Lot(id: id, amount: amount, expiresAt: end, here: 0))
        let lot = lots(of: key).count - 1
        move(amount, of: lot, key, from: .issued)
        settle(amount, of: lot, key)
    }

    /// Pays what is owed with points that have just come.
    mutating func settle(_ amount: Int64, of lot: Int, _ key: Key) {
        let paid = min(amount, owed[key] ?? 0)
        owed[key, default: 0] -= paid
        move(paid, of: lot, key, to: .owed)
    }

    /// Takes points one by one: of the lots that can be used the one that ends first, then the oldest.
    mutating func take(
        _ amount: Int64,
        _ key: Key,
        to account: LedgerAccount,
        _ now: Instant
    )
        -> [Part]
    {
        var parts: [Part] = []
        for _ in 0..<amount {
            var first: Int?
            for (place, lot) in lots(of: key).enumerated() where lot.here > 0 && lot.isAlive(now) {
                let end = lot.expiresAt ?? Self.never
                if let first, lots(of: key)[first].expiresAt ?? Self.never <= end { continue }
                first = place
            }
            guard let first else { break }
            move(1, of: first, key, to: account)
            if parts.last?.lot == first {
                parts[parts.count - 1].amount += 1
            } else {
                parts.append(Part(lot: first, amount: 1))
            }
        }
        return parts
    }

    /// How much of an award is neither gone by time nor taken back.
    func untaken(_ lot: Lot, _ now: Instant) -> Int64 {
        max(0, lot.amount - lot.expired - (lot.isAlive(now) ? 0 : lot.here) - lot.takenBack)
    }

    mutating func putBack(
        _ parts: [Part],
        _ key: Key,
        from account: LedgerAccount,
        _ now: Instant
    ) -> Returned {
        var returned = Returned()
        for part in parts {
            let lot = lots(of: key)[part.lot]
            let wanted = lot.isReversed ? untaken(lot, now) : 0
            move(part.amount, of: part.lot, key, from: account)
            let reversed = min(wanted, part.amount)
            move(reversed, of: part.lot, key, to: .reversed)
            lots[key]?[part.lot].takenBack += reversed
            let rest = part.amount - reversed
            if lot.isAlive(now) {
                let before = owed[key] ?? 0
                settle(rest, of: part.lot, key)
                returned.usable += rest - (before - (owed[key] ?? 0))
            } else {
                returned.expired += rest
            }
        }
        return returned
    }
}
