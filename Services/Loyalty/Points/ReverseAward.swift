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
        let amount = try award.reversible(request.policy ?? .remaining, at: context.now)
        try context.database.run(
            "UPDATE lots SET reversed_at = ? WHERE seq = ?",
            [context.now, award.lot.seq]
        )
        let book = try context.pointsBook()
        if amount > 0 {
            try book.take(
                Portion(lot: award.lot.seq, amount: amount),
                of: award.holding,
                .reversal,
                note: request.note?.trimmed
            )
        }
        let balance = try book.balance(of: award.holding)
        try context.emit(
            AwardReversed(
                awardId: request.awardId,
                endUserId: award.holding.endUser,
                pointTypeId: award.holding.pointType,
                amount: amount,
                balance: balance
            ),
            about: request.awardId.uuid,
            of: partner
        )
        return Reply(reversed: amount, balance: balance)
    }
}

/// A lot as its award is looked at again.
struct AwardedLot {
    let lot: Lot
    let amount: Int64
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
            SELECT seq, end_user, point_type, amount, remaining, expires_at, reversed_at
            FROM lots WHERE id = ? AND partner = ?
            """,
            [id, partner]
        )
        guard let row else { throw Refusal(.notFound) }
        return AwardedLot(
            lot: Lot(seq: row["seq"], remaining: row["remaining"], expiresAt: row["expires_at"]),
            amount: row["amount"],
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
