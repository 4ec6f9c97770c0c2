package import OctopusLoyaltyContract
import GRDB
package import OctopusServiceKit

extension ReverseAward: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<LoyaltyEnvironment>
    ) throws -> Reply {
        let partner = try context.activePartner()
        let award = try AwardedLot.find(request.awardId, of: partner.id, in: context.database)
        return try context.takeBack(
            award,
            of: partner,
            request.policy ?? .remaining,
            note: request.note?.trimmed
        )
    }
}

extension CommandContext<LoyaltyEnvironment> {
    /// Takes an award back, as the policy says.
    func takeBack(
        _ award: AwardedLot,
        of partner: PartnerRecord,
        _ policy: ReversalPolicy,
        note: String? = nil
    ) throws -> ReverseAward.Reply {
        let book = try pointsBook()
        let reversal = try award.reversal(
            policy,
            unreversed: book.unreversed(award.lot.seq),
            balance: book.balance(of: award.holding),
            at: now
        )
        try database.run(
            "UPDATE lots SET reversed_at = ? WHERE seq = ?",
            [now, award.lot.seq]
        )
        try book.reverse(award, reversal, note: note)
        let balance = try book.balance(of: award.holding)
        let owed = reversal.owed == 0 ? nil : reversal.owed
        try emit(
            AwardReversed(
                awardId: award.id,
                endUserId: award.holding.endUser,
                pointTypeId: award.holding.pointType,
                amount: reversal.total,
                balance: balance,
                owed: owed
            ),
            about: award.id.uuid,
            of: partner
        )
        return ReverseAward.Reply(reversed: reversal.total, balance: balance, owed: owed)
    }
}

extension PointsBook {
    /// Takes back what a reversal says: of the award's own lot, of the holder's others, and as a debt.
    fileprivate func reverse(
        _ award: AwardedLot,
        _ reversal: Reversal,
        note: String?
    ) throws {
        var note = note
        func take(_ amount: Int64, of lot: Int64, _ kind: LedgerEntryKind) throws {
            guard amount > 0 else { return }
            let portion = Portion(lot: lot, amount: amount)
            try move(portion, of: award.holding, kind, for: .reversal(award.id), note: note)
            note = nil
        }
        try take(reversal.own, of: award.lot.seq, .reversal)
        if reversal.others > 0 {
            for portion in try portions(of: award.holding, worth: reversal.others) {
                try take(portion.amount, of: portion.lot, .reversal)
            }
        }
        try take(reversal.owed, of: award.lot.seq, .debt)
    }
}

/// What a reversal takes.
struct Reversal: Hashable {
    /// Of the award's own lot.
    let own: Int64
    /// Of the holder's other lots.
    var others: Int64 = 0
    /// What the holder does not have.
    var owed: Int64 = 0

    var total: Int64 { own + others + owed }
}

/// A lot as its award is looked at again.
struct AwardedLot {
    let id: AwardID
    let lot: Lot
    let amount: Int64
    let awardedAt: Instant
    let holding: Holding
    let reversedAt: Instant?

    static func find(
        _ id: AwardID,
        of partner: PartnerID,
        in database: Database
    ) throws -> AwardedLot {
        let row = try Row.one(
            database,
            """
            SELECT seq, end_user, point_type, amount, remaining, awarded_at, expires_at, reversed_at
            FROM lots WHERE id = ? AND partner = ?
            """,
            [id, partner]
        )
        guard let row else { throw Refusal(.notFound) }
        return AwardedLot(
            id: id,
            lot: Lot(seq: row["seq"], remaining: row["remaining"], expiresAt: row["expires_at"]),
            amount: row["amount"],
            awardedAt: row["awarded_at"],
            holding: Holding(
                partner: partner,
                endUser: row["end_user"],
                pointType: row["point_type"]
            ),
            reversedAt: row["reversed_at"]
        )
    }

    /// What is taken back.
    ///
    /// What has expired is not: it is gone already. `unreversed` is the award without it, `balance` all
    /// that the holder can use of the type.
    func reversal(
        _ policy: ReversalPolicy,
        unreversed: Int64,
        balance: Int64,
        at now: Instant
    ) throws(PointsRefusal) -> Reversal {
        guard reversedAt == nil else { throw .alreadyReversed }
        let own = lot.isSpendable(at: now) ? lot.remaining : 0
        let used = unreversed - own
        let others = min(used, max(0, balance - own))
        switch policy {
        case .remaining:
            return Reversal(own: own)
        case .whole:
            guard own == amount else { throw .partlyUsed(remaining: own) }
            return Reversal(own: own)
        case .withinBalance:
            return Reversal(own: own, others: others)
        case .allowNegative:
            return Reversal(own: own, others: others, owed: used - others)
        }
    }
}
