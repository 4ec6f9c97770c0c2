import OctopusLoyaltyContract
import OctopusServiceKit
import struct FoundationEssentials.UUID

// What the methods and the jobs do, in the model.

extension Model {
    /// What a reversal is to answer.
    struct Reversed: Equatable {
        var reversed: Int64
        var owed: Int64
    }

    /// Nil: it is refused, for the reason that comes with it.
    mutating func reverse(
        _ place: Int,
        _ key: Key,
        _ policy: ReversalPolicy,
        _ now: Instant
    ) -> (Reversed?, Reason?) {
        let lot = lots(of: key)[place]
        guard !lot.isReversed else { return (nil, .alreadyReversed) }
        let own = lot.isAlive(now) ? lot.here : 0
        if policy == .whole, own < lot.amount { return (nil, .partlyUsed) }
        var missing = untaken(lot, now) - own
        var answer = Reversed(reversed: own, owed: 0)
        move(own, of: place, key, to: .reversed)
        if policy == .withinBalance || policy == .allowNegative {
            let taken = take(min(missing, usable(key, now)), key, to: .reversed, now)
            for part in taken {
                missing -= part.amount
                answer.reversed += part.amount
            }
        }
        if policy == .allowNegative {
            owed[key, default: 0] += missing
            book(key, .owed, .reversed, missing)
            answer = Reversed(reversed: answer.reversed + missing, owed: missing)
        }
        lots[key]?[place].isReversed = true
        lots[key]?[place].takenBack += answer.reversed
        return (answer, nil)
    }

    /// Why a hold can't be posted or voided; nil if it can.
    func refusal(of hold: Hold, _ now: Instant) -> Reason? {
        switch hold.status {
        case .pending: now < hold.expiresAt ? nil : .holdExpired
        case .expired: .holdExpired
        case .posted, .voided, .refunded: .holdEnded
        }
    }

    /// Ends a pending hold: as much of it as is posted is spent, and the rest goes back.
    mutating func end(
        _ id: HoldID,
        as status: HoldStatus,
        posting amount: Int64 = 0,
        _ now: Instant
    ) -> Returned {
        guard var hold = holds[id] else { return Returned() }
        var (unposted, rest): (Int64, [Part]) = (amount, [])
        for part in hold.parts {
            let posted = min(unposted, part.amount)
            unposted -= posted
            if posted > 0 { hold.posted.append(Part(lot: part.lot, amount: posted)) }
            if posted < part.amount {
                rest.append(Part(lot: part.lot, amount: part.amount - posted))
            }
        }
        book(hold.key, .held, .spent, amount)
        hold.status = status
        holds[id] = hold
        return putBack(rest, hold.key, from: .held, now)
    }

    mutating func refund(_ id: HoldID, _ now: Instant) -> Returned {
        guard let hold = holds[id] else { return Returned() }
        holds[id]?.status = .refunded
        return putBack(hold.posted, hold.key, from: .spent, now)
    }

    mutating func revoke(_ id: IssuedCouponID, refund: Bool, _ now: Instant) -> Returned {
        guard let purchase = purchases[id] else { return Returned() }
        purchases[id]?.status = .revoked
        return refund
            ? putBack(purchase.parts, purchase.key, from: .spent, now) : Returned()
    }

    func isUsable(_ purchase: Purchase, _ now: Instant) -> Bool {
        purchase.status == .held && now < purchase.expiresAt ?? Model.never
    }

    // MARK: Jobs

    mutating func expireLots(_ now: Instant) {
        for key in lots.keys {
            for (place, lot) in lots(of: key).enumerated() where !lot.isAlive(now) {
                move(lot.here, of: place, key, to: .expired)
                lots[key]?[place].expired += lot.here
            }
        }
    }

    mutating func expireCoupons(_ now: Instant) {
        for (id, purchase) in purchases
        where purchase.status == .held && now >= purchase.expiresAt ?? Model.never {
            purchases[id]?.status = .expired
        }
    }

    mutating func expireHolds(_ now: Instant) {
        let due = holds.filter { $0.value.status == .pending && now >= $0.value.expiresAt }
        let ordered = due.sorted {
            ($0.value.expiresAt, $0.key.uuid) < ($1.value.expiresAt, $1.key.uuid)
        }
        for (id, _) in ordered { _ = end(id, as: .expired, now) }
    }
}
