import OctopusLoyaltyContract
import GRDB
import OctopusServiceKit

/// What an ended hold left behind.
struct HoldEnd {
    let returned: Returned
    let balance: Int64
}

extension Emitting {
    /// Ends a pending hold: spends some of it, first-expiring points first, and puts the rest back.
    func end(
        _ hold: HoldRecord,
        as status: HoldStatus,
        posting amount: Int64 = 0,
        of partner: PartnerRecord,
        by acting: Acting
    ) throws -> HoldEnd {
        let book = PointsBook(transaction: transaction, now: now, acting: acting)
        var (unposted, rest): (Int64, [TakenPortion]) = (amount, [])
        for var taken in try TakenPortion.of(hold.id, .hold, in: database) {
            let (lot, held) = (taken.portion.lot, taken.portion.amount)
            let posted = min(unposted, held)
            if posted > 0 {
                let portion = Portion(lot: lot, amount: posted)
                try book.move(portion, of: hold.holding, .post, for: .hold(hold.id))
                unposted -= posted
            }
            guard posted < held else { continue }
            taken.portion = Portion(lot: lot, amount: held - posted)
            rest.append(taken)
        }
        let returned = try book.putBack(rest, .release, for: .hold(hold.id))
        var ended = hold
        try ended.end(as: status, posted: amount, at: now, in: database)
        return try tell(ended, spent: amount, returned, book, of: partner)
    }

    /// Tells what became of a hold.
    func tell(
        _ hold: HoldRecord,
        spent: Int64,
        _ returned: Returned,
        _ book: PointsBook,
        of partner: PartnerRecord
    ) throws -> HoldEnd {
        let balance = try book.balance(of: hold.holding)
        try emit(
            HoldEnded(
                holdId: hold.id,
                endUserId: hold.endUser,
                pointTypeId: hold.pointType,
                status: hold.status,
                spent: spent,
                returned: returned.usable,
                expired: returned.toldExpired,
                balance: balance
            ),
            about: hold.id.uuid,
            of: partner
        )
        return HoldEnd(returned: returned, balance: balance)
    }
}
