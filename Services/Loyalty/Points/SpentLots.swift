import OctopusLoyaltyContract
import GRDB
import OctopusServiceKit
import OctopusStore

// Which lots points come from when they are spent, and how they get back into them.

extension PointsBook {
    /// What the end user can use now, less what they owe.
    func balance(of holding: Holding) throws -> Int64 {
        try transaction.database.balance(of: holding.endUser, holding.pointType, at: now)
    }

    /// What is to be taken from which lots, so that an amount is spent.
    ///
    /// As many lots are read as are needed, be there ever so many.
    ///
    /// - Throws: `insufficient` with what is missing.
    func portions(of holding: Holding, worth amount: Int64) throws -> [Portion] {
        let balance = try balance(of: holding)
        guard balance >= amount else {
            throw PointsRefusal.insufficient(missing: amount - balance)
        }
        var lots: [Lot] = []
        var missing = amount
        for condition in [
            "expires_at > ? ORDER BY expires_at, seq", "expires_at IS NULL AND ? ORDER BY seq",
        ] where missing > 0 {
            let rows = try Row.fetchCursor(
                transaction.database.cachedStatement(
                    sql: """
                        SELECT seq, remaining, expires_at FROM lots
                        WHERE end_user = ? AND point_type = ? AND remaining > 0 AND \(condition)
                        """
                ),
                arguments: [holding.endUser, holding.pointType, now]
            )
            while missing > 0, let row = try rows.next() {
                let lot = Lot(
                    seq: row["seq"],
                    remaining: row["remaining"],
                    expiresAt: row["expires_at"]
                )
                lots.append(lot)
                missing -= lot.remaining
            }
        }
        return try Lots.spend(amount, from: lots, at: now)
    }

    /// Puts points back into the very lots, with the expiry that they have.
    ///
    /// Of an award that was reversed meanwhile goes on what the reversal did not get: otherwise spending
    /// before a reversal and taking back after it would make points. Those whose time has passed are in
    /// their lot again, for the job that books what has expired. Of the others those go first that settle
    /// what their holder owes.
    func putBack(
        _ taken: [TakenPortion],
        _ kind: LedgerEntryKind,
        for cause: MoveCause,
        note: String? = nil
    ) throws -> Returned {
        var returned = Returned()
        for (number, one) in taken.enumerated() {
            let (lot, holding) = (one.portion.lot, one.holding)
            let missing = one.wasReversed ? try unreversed(lot) : 0
            var owed = try move(
                one.portion,
                of: holding,
                kind,
                for: cause,
                note: number == 0 ? note : nil
            )
            let reversed = min(missing, one.portion.amount)
            if reversed > 0 {
                owed = try move(
                    Portion(lot: lot, amount: reversed),
                    of: holding,
                    .reversal,
                    for: .reversal(one.award)
                )
            }
            let rest = Portion(lot: lot, amount: one.portion.amount - reversed)
            if now >= one.expiresAt ?? .never {
                returned.expired += rest.amount
            } else {
                returned.usable += try settle(owed, with: rest, of: holding)
            }
        }
        return returned
    }

    /// How much of a lot's award neither expired nor was taken back, be it from other lots.
    ///
    /// What was taken back from others may since have come back into the lot and expired there: never below zero.
    func unreversed(_ lot: Int64) throws -> Int64 {
        let left = try Int64.one(
            transaction.database,
            """
            SELECT lots.amount - iif(expires_at <= ?2, remaining, 0)
                - (SELECT coalesce(sum(ledger.amount), 0) FROM ledger
                    WHERE ledger.lot = lots.seq AND ledger.kind = 'expiry')
                - (SELECT coalesce(sum(ledger.amount), 0) FROM ledger
                    WHERE ledger.cause = lots.id AND ledger.cause IS NOT NULL)
            FROM lots WHERE lots.seq = ?1
            """,
            [lot, now]
        )
        return max(0, left ?? 0)
    }
}

/// What became of points that went back into their lots; what was reversed, or settled what was owed, is in
/// neither.
struct Returned: Hashable {
    /// What the end user can use again.
    var usable: Int64 = 0
    /// What had passed its time.
    var expired: Int64 = 0

    /// As replies tell it.
    var toldExpired: Int64? { expired == 0 ? nil : expired }
}

/// What was taken of one lot for a coupon or a hold.
struct TakenPortion {
    var portion: Portion
    let holding: Holding
    let award: AwardID
    let wasReversed: Bool
    let expiresAt: Instant?

    private static let select = """
        SELECT ledger.lot, ledger.amount, ledger.partner, ledger.end_user, ledger.point_type,
            lots.id AS award, reversed_at, expires_at
        FROM ledger JOIN lots ON lots.seq = ledger.lot
        """

    /// What was spent on a coupon.
    static func spent(on issued: IssuedCouponID, in database: Database) throws -> [TakenPortion] {
        try Row.all(
            database,
            """
            \(select) WHERE issued_coupon = ? AND issued_coupon IS NOT NULL AND kind = 'spend'
            ORDER BY ledger.seq
            """,
            [issued]
        ).map(TakenPortion.init)
    }

    /// What a hold took, or spent when it was posted.
    static func of(
        _ hold: HoldID,
        _ kind: LedgerEntryKind,
        in database: Database
    ) throws -> [TakenPortion] {
        try Row.all(
            database,
            """
            \(select) WHERE cause = ? AND cause IS NOT NULL AND kind = ? ORDER BY ledger.seq
            """,
            [hold, kind]
        ).map(TakenPortion.init)
    }

    private init(row: Row) {
        let reversedAt: Instant? = row["reversed_at"]
        portion = Portion(lot: row["lot"], amount: row["amount"])
        holding = Holding(
            partner: row["partner"],
            endUser: row["end_user"],
            pointType: row["point_type"]
        )
        award = row["award"]
        wasReversed = reversedAt != nil
        expiresAt = row["expires_at"]
    }
}
