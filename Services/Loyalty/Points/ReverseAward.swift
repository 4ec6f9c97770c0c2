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
    /// Takes back what is left of an award, or all of it.
    func takeBack(
        _ award: AwardedLot,
        of partner: PartnerRecord,
        _ policy: ReversalPolicy,
        note: String? = nil
    ) throws -> ReverseAward.Reply {
        let amount = try award.reversible(policy, at: now)
        try database.run(
            "UPDATE lots SET reversed_at = ? WHERE seq = ?",
            [now, award.lot.seq]
        )
        let book = try pointsBook()
        if amount > 0 {
            try book.take(
                Portion(lot: award.lot.seq, amount: amount),
                of: award.holding,
                .reversal,
                note: note
            )
        }
        let balance = try book.balance(of: award.holding)
        try emit(
            AwardReversed(
                awardId: award.id,
                endUserId: award.holding.endUser,
                pointTypeId: award.holding.pointType,
                amount: amount,
                balance: balance
            ),
            about: award.id.uuid,
            of: partner
        )
        return ReverseAward.Reply(reversed: amount, balance: balance)
    }
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

    /// How much of it can be taken back.
    ///
    /// What has expired is not: it is gone already.
    func reversible(
        _ policy: ReversalPolicy,
        at now: Instant
    ) throws(PointsRefusal) -> Int64 {
        guard reversedAt == nil else { throw .alreadyReversed }
        let left = lot.isSpendable(at: now) ? lot.remaining : 0
        guard policy == .remaining || left == amount else { throw .partlyUsed(remaining: left) }
        return left
    }
}
