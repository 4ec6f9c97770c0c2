import GRDB
package import OctopusLoyaltyContract
package import OctopusServiceKit
import struct FoundationEssentials.UUID

extension UndoRedemption: CommandHandler {
    /// It gives back what a mistake took and nothing else: a copy of an archived coupon, or of a package without
    /// coupons, is held again and can be used as little as before.
    package static func run(
        _ request: Request,
        in context: CommandContext<LoyaltyEnvironment>
    ) throws -> Reply {
        guard context.caller.person?.actor == nil else { throw Refusal(.impersonated) }
        let partner = try context.activePartner()
        let issued = try IssuedCouponRecord.find(
            request.issuedCouponId,
            of: partner.id,
            in: context.database
        )
        let coupon = try CouponRecord.find(issued.coupon, of: partner.id, in: context.database)
        try context.demandUndoable(
            RedemptionRecord.find(request.use, of: issued.id, in: context.database),
            at: partner
        )
        guard !coupon.isDeleted else { throw Refusal(.couponUnavailable) }
        try UndoRecord(issued.id, request.use, at: context.now, by: Acting(context.caller))
            .store(in: context.database)
        let status = try context.putUseBack(into: issued)
        context.transaction.count(
            LoyaltyMeasure.redemptionsUndone,
            of: issued.coupon,
            at: partner.id
        )
        try context.countUses(of: issued.coupon, at: partner, redeemed: -1)
        try context.emit(
            RedemptionUndone(
                issuedCouponId: issued.id,
                couponId: issued.coupon,
                endUserId: issued.endUser,
                use: request.use,
                status: status,
                uses: issued.uses - 1,
                usesAllowed: issued.usesAllowed
            ),
            about: issued.id.uuid,
            of: partner
        )
        return Reply(
            status: status,
            uses: issued.uses - 1,
            usesAllowed: issued.usesAllowed,
            expiresAt: issued.expiresAt
        )
    }
}

extension CommandContext<LoyaltyEnvironment> {
    /// Demands that the caller may undo it, and that nobody has.
    fileprivate func demandUndoable(
        _ redemption: RedemptionRecord,
        at partner: PartnerRecord
    ) throws {
        let isOwn = try redemption.was(by: Acting(caller))
        let mayAll = caller.may(.coupons, .full)
        guard isOwn || mayAll else { throw Refusal(.denied) }
        let window =
            mayAll ? .ofManagers : try UndoWindow.of(partner.id, in: partner.tenant, database)
        try window.demandOpen(since: redemption.at, at: now)
        let isUndone = try database.exists(
            "SELECT 1 FROM redemption_undos WHERE issued_coupon = ? AND use = ?",
            [redemption.issuedCoupon, redemption.use]
        )
        guard !isUndone else { throw Refusal(.alreadyUndone) }
    }

    /// What was used up is held again with the expiry that it had, and expires at once if that has passed.
    ///
    /// - Returns: What the copy is now.
    fileprivate func putUseBack(into issued: IssuedCouponRecord) throws -> IssuedCouponStatus {
        let isOver = now >= issued.expiresAt ?? .never
        let wasUsedUp = issued.status == .redeemed
        let status: IssuedCouponStatus = !wasUsedUp ? issued.status : isOver ? .expired : .held
        let changed = try database.run(
            """
            UPDATE issued_coupons SET uses = uses - 1, status = ?2,
                ended_at = CASE ?2 WHEN 'held' THEN NULL WHEN status THEN ended_at ELSE ?3 END
            WHERE id = ?1 AND uses > 0 AND status <> 'revoked'
            """,
            [issued.id, status, now]
        )
        guard changed == 1 else { throw Refusal(.wrongState) }
        // The job that books it comes later.
        return status == .held && isOver ? .expired : status
    }
}

/// That a use was taken back.
private struct UndoRecord: StoredRecord {
    static let databaseTableName = "redemption_undos"

    let issuedCoupon: IssuedCouponID
    let use: Int64
    let at: Instant
    let actorKind: ActorKind
    let actor: UUID?
    let impersonator: UUID?
    let program: String?

    init(_ issuedCoupon: IssuedCouponID, _ use: Int64, at now: Instant, by acting: Acting) {
        (self.issuedCoupon, self.use, at) = (issuedCoupon, use, now)
        (actorKind, actor) = (acting.kind, acting.id)
        (impersonator, program) = (acting.impersonator, acting.program)
    }
}
