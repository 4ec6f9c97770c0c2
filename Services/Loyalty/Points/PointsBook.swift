import OctopusLoyaltyContract
import GRDB
import OctopusServiceKit
import OctopusStore

/// Moves points.
///
/// Lots, ledger and balances are written here, together, and nowhere else.
///
/// Every movement is one ledger entry about one lot; the database refuses to take more of a lot
/// or of a balance than there is.
struct PointsBook {
    let transaction: Transaction
    let now: Instant
    let acting: Acting

    /// Makes a lot of new points.
    ///
    /// - Returns: All that the end user can now use of this type.
    func give(
        _ amount: Int64,
        to holding: Holding,
        as award: AwardID,
        until expiresAt: Instant?,
        note: String?
    ) throws -> Int64 {
        try statements.run(
            """
            INSERT INTO lots
                (id, partner, end_user, point_type, amount, remaining, awarded_at, expires_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6, ?7)
            """,
            [
                award, holding.partner, holding.endUser, holding.pointType, amount, now,
                expiresAt,
            ]
        )
        let lot = transaction.database.lastInsertedRowID
        try append(.award, amount, of: lot, holding, for: nil, note: note)
        let (total, expired) = try increaseBalance(of: holding, by: amount)
        guard total <= PointsRules.largestBalance else { throw PointsRefusal.balanceTooLarge }
        return total - expired
    }

    /// Takes points out of a lot: spent, reversed or expired.
    func take(
        _ portion: Portion,
        of holding: Holding,
        _ kind: LedgerEntryKind,
        for issuedCoupon: IssuedCouponID? = nil,
        note: String? = nil
    ) throws {
        try statements.run(
            "UPDATE lots SET remaining = remaining - ? WHERE seq = ?",
            [portion.amount, portion.lot]
        )
        try append(kind, portion.amount, of: portion.lot, holding, for: issuedCoupon, note: note)
        try statements.run(
            "UPDATE balances SET amount = amount - ? WHERE end_user = ? AND point_type = ?",
            [portion.amount, holding.endUser, holding.pointType]
        )
    }

    /// Puts spent points back into the lot that they came from.
    func putBack(
        _ portion: Portion,
        of holding: Holding,
        for issuedCoupon: IssuedCouponID
    ) throws {
        try statements.run(
            "UPDATE lots SET remaining = remaining + ? WHERE seq = ?",
            [portion.amount, portion.lot]
        )
        try append(.refund, portion.amount, of: portion.lot, holding, for: issuedCoupon, note: nil)
        _ = try increaseBalance(of: holding, by: portion.amount)
    }

    private var statements: Statements { transaction.statements }

    /// - Returns: what is stored now, and how much of it is past its time and not yet booked, which is
    ///   nearly always nothing.
    private func increaseBalance(
        of holding: Holding,
        by amount: Int64
    ) throws -> (total: Int64, expired: Int64) {
        try statements.first(
            """
            INSERT INTO balances (end_user, point_type, amount) VALUES (?1, ?2, ?3)
            ON CONFLICT (end_user, point_type) DO UPDATE SET amount = amount + excluded.amount
            RETURNING amount, (SELECT coalesce(sum(expiries.amount), 0) FROM expiries
                WHERE end_user = ?1 AND point_type = ?2 AND expires_at <= ?4)
            """,
            [holding.endUser, holding.pointType, amount, now]
        ) { (try $0.value(0), try $0.value(1)) } ?? (0, 0)
    }

    private func append(
        _ kind: LedgerEntryKind,
        _ amount: Int64,
        of lot: Int64,
        _ holding: Holding,
        for issuedCoupon: IssuedCouponID?,
        note: String?
    ) throws {
        try statements.run(
            """
            INSERT INTO ledger (at, partner, end_user, point_type, kind, from_account, to_account,
                amount, lot, issued_coupon, actor_kind, actor, impersonator, program)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                now, holding.partner, holding.endUser, holding.pointType, kind,
                kind.accounts.from, kind.accounts.to, amount, lot, issuedCoupon,
                acting.kind, acting.id, acting.impersonator, acting.program,
            ]
        )
        transaction.count(kind.measure, amount, of: holding.pointType, at: holding.partner)
        guard let note else { return }
        try statements.run(
            "INSERT INTO ledger_notes (entry, end_user, note) VALUES (?, ?, ?)",
            [transaction.database.lastInsertedRowID, holding.endUser, note]
        )
    }
}

/// Whose points of which type.
struct Holding: Hashable {
    let partner: PartnerID
    let endUser: EndUserID
    let pointType: PointTypeID
}

extension LedgerEntryKind {
    /// The two accounts between which such an entry moves points.
    var accounts: (from: LedgerAccount, to: LedgerAccount) {
        switch self {
        case .award: (.issued, .user)
        case .reversal: (.user, .reversed)
        case .spend: (.user, .spent)
        case .refund: (.spent, .user)
        case .expiry: (.user, .expired)
        }
    }
}

extension PointsBook {
    /// What the end user can use now.
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
}
