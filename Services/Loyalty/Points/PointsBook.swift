import OctopusLoyaltyContract
import GRDB
import OctopusServiceKit
import OctopusStore
import struct FoundationEssentials.UUID

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

    /// Makes a lot of new points, which settles first what the end user owes.
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
        let lot = Portion(lot: transaction.database.lastInsertedRowID, amount: amount)
        try append(.award, lot, of: holding, for: .nothing, note: note)
        let balance = try increaseBalance(of: holding, by: amount)
        guard balance.stored + balance.onHold <= PointsRules.largestBalance else {
            throw PointsRefusal.balanceTooLarge
        }
        try settle(balance.owed, with: lot, of: holding)
        return balance.stored - balance.expired - balance.owed
    }

    /// Moves points of a lot between the accounts of a kind, which is any but an award.
    ///
    /// - Returns: What the end user owes now.
    @discardableResult
    func move(
        _ portion: Portion,
        of holding: Holding,
        _ kind: LedgerEntryKind,
        for cause: MoveCause = .nothing,
        note: String? = nil
    ) throws -> Int64 {
        let amount = portion.amount
        let change = kind.adds(to: .user) * amount
        if change != 0 {
            try statements.run(
                "UPDATE lots SET remaining = remaining + ? WHERE seq = ?",
                [change, portion.lot]
            )
        }
        try append(kind, portion, of: holding, for: cause, note: note)
        let owed: Int64? = try statements.first(
            """
            UPDATE balances SET amount = amount + ?3, on_hold = on_hold + ?4, owed = owed - ?5
            WHERE end_user = ?1 AND point_type = ?2 RETURNING owed
            """,
            [
                holding.endUser, holding.pointType, change, kind.adds(to: .held) * amount,
                kind.adds(to: .owed) * amount,
            ]
        ) { try $0.value(0) }
        return owed ?? 0
    }

    /// Pays with usable points what their holder owes.
    ///
    /// - Returns: What is left of them.
    @discardableResult
    func settle(_ owed: Int64, with portion: Portion, of holding: Holding) throws -> Int64 {
        let paid = min(owed, portion.amount)
        guard paid > 0 else { return portion.amount }
        try move(Portion(lot: portion.lot, amount: paid), of: holding, .settlement)
        return portion.amount - paid
    }

    private var statements: Statements { transaction.statements }

    /// - Returns: What is stored now, how much of it is past its time and not yet booked, which is
    ///   nearly always nothing, and what is held and owed besides.
    private func increaseBalance(
        of holding: Holding,
        by amount: Int64
    ) throws -> (stored: Int64, expired: Int64, onHold: Int64, owed: Int64) {
        try statements.first(
            """
            INSERT INTO balances (end_user, point_type, amount) VALUES (?1, ?2, ?3)
            ON CONFLICT (end_user, point_type) DO UPDATE SET amount = amount + excluded.amount
            RETURNING amount, (SELECT coalesce(sum(expiries.amount), 0) FROM expiries
                WHERE end_user = ?1 AND point_type = ?2 AND expires_at <= ?4), on_hold, owed
            """,
            [holding.endUser, holding.pointType, amount, now]
        ) { (try $0.value(0), try $0.value(1), try $0.value(2), try $0.value(3)) } ?? (0, 0, 0, 0)
    }

    private func append(
        _ kind: LedgerEntryKind,
        _ portion: Portion,
        of holding: Holding,
        for cause: MoveCause,
        note: String?
    ) throws {
        try statements.run(
            """
            INSERT INTO ledger (at, partner, end_user, point_type, kind, from_account, to_account,
                amount, lot, issued_coupon, cause, actor_kind, actor, impersonator, program)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                now, holding.partner, holding.endUser, holding.pointType, kind,
                kind.accounts.from, kind.accounts.to, portion.amount, portion.lot,
                cause.issuedCoupon, cause.id, acting.kind, acting.id, acting.impersonator,
                acting.program,
            ]
        )
        if let measure = kind.measure {
            transaction.count(measure, portion.amount, of: holding.pointType, at: holding.partner)
        }
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

/// For what points move: an entry names it.
enum MoveCause {
    case nothing
    case coupon(IssuedCouponID)
    case hold(HoldID)
    case reversal(AwardID)

    fileprivate var issuedCoupon: IssuedCouponID? {
        if case .coupon(let id) = self { id } else { nil }
    }

    fileprivate var id: UUID? {
        switch self {
        case .nothing, .coupon: nil
        case .hold(let id): id.uuid
        case .reversal(let id): id.uuid
        }
    }
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
        case .hold: (.user, .held)
        case .release: (.held, .user)
        case .post: (.held, .spent)
        case .debt: (.owed, .reversed)
        case .settlement: (.user, .owed)
        }
    }

    /// What an entry of one point adds to an account: 1, 0 or -1.
    func adds(to account: LedgerAccount) -> Int64 {
        (accounts.to == account ? 1 : 0) - (accounts.from == account ? 1 : 0)
    }
}
