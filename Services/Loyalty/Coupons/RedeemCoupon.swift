import OctopusLoyaltyContract
import GRDB
import OctopusServiceKit
import struct FoundationEssentials.UUID

/// How a coupon came to the till.
enum RedemptionWay: String, Codable, DatabaseValueConvertible {
    case scan, code, display
}

extension CommandContext<LoyaltyEnvironment> {
    /// Uses an issued coupon once, or several times at once: one conditional statement decides between all who
    /// try.
    ///
    /// - Parameters:
    ///   - held: The copy.
    ///   - times: How many uses; all of them or none.
    ///   - way: How it came to the till.
    ///   - partner: Whose it is.
    ///   - taker: Who takes it, if that is not the caller.
    /// - Returns: Nil if it can't be used; the caller says so in its own words.
    /// - Throws: `tooFewUses` if it can be used, but not so often.
    func redeem(
        _ held: HeldCoupon,
        _ times: Int64 = 1,
        by way: RedemptionWay,
        of partner: PartnerRecord,
        for taker: Acting? = nil
    ) throws -> Redemption? {
        guard held.isUsable(at: now) else { return nil }
        let issued = held.issued
        try issued.demandUses(times)
        let used = try database.run(
            """
            UPDATE issued_coupons SET uses = uses + ?3,
                status = CASE WHEN uses + ?3 = uses_allowed THEN 'redeemed' ELSE status END,
                ended_at = CASE WHEN uses + ?3 = uses_allowed THEN ?2 ELSE ended_at END
            WHERE id = ?1 AND status = 'held' AND uses + ?3 <= uses_allowed
                AND (expires_at IS NULL OR expires_at > ?2)
            """,
            [issued.id, now, times]
        )
        guard used == 1 else { return nil }
        // A number that was undone is not given again.
        let before = try RedemptionRecord.lastUse(of: issued.id, in: database)
        for use in before + 1...before + times {
            try RedemptionRecord(issued.id, use, way, at: now, by: taker ?? Acting(caller))
                .store(in: database)
        }
        let redemption = held.redemption(at: now, use: before + times, times: times)
        try tell(redemption, of: partner)
        return redemption
    }

    /// Counts and tells that it was used.
    private func tell(_ redemption: Redemption, of partner: PartnerRecord) throws {
        let times = redemption.times ?? 1
        transaction.count(
            LoyaltyMeasure.couponsRedeemed,
            times,
            of: redemption.couponId,
            at: partner.id
        )
        try countUses(of: redemption.couponId, at: partner, redeemed: times)
        try emit(
            CouponRedeemed(
                issuedCouponId: redemption.issuedCouponId,
                couponId: redemption.couponId,
                endUserId: redemption.endUserId,
                use: redemption.use ?? times,
                redemptionsLeft: redemption.redemptionsLeft,
                times: times,
                uses: redemption.uses,
                usesAllowed: redemption.usesAllowed
            ),
            about: redemption.issuedCouponId.uuid,
            of: partner
        )
        try noteRedemption(of: redemption.endUserId, at: partner)
    }
}

extension HeldCoupon {
    /// What both sides are told of some uses of it, the last of them with that number.
    fileprivate func redemption(at now: Instant, use: Int64, times: Int64) -> Redemption {
        let uses = issued.uses + times
        return Redemption(
            issuedCouponId: issued.id,
            couponId: issued.coupon,
            endUserId: issued.endUser,
            title: title,
            redeemedAt: now,
            redemptionsLeft: issued.usesAllowed - uses,
            use: use,
            times: times,
            uses: uses,
            usesAllowed: issued.usesAllowed
        )
    }
}

extension IssuedCouponRecord {
    /// Demands that it can be used so often.
    ///
    /// - Parameter times: How many uses are asked for.
    /// - Throws: `tooFewUses`, with how many are left.
    fileprivate func demandUses(_ times: Int64) throws(Refusal) {
        let left = usesAllowed - uses
        guard times > left else { return }
        let violation = Violation("times", .range, "It has \(left) of \(usesAllowed) uses left.")
        throw Refusal(.tooFewUses, violation.message, violations: [violation])
    }
}

/// That a coupon was used.
struct RedemptionRecord: StoredRecord {
    static let databaseTableName = "redemptions"

    let issuedCoupon: IssuedCouponID
    let use: Int64
    let at: Instant
    let way: RedemptionWay
    let actorKind: ActorKind
    let actor: UUID?
    let impersonator: UUID?
    let program: String?

    init(
        _ issuedCoupon: IssuedCouponID,
        _ use: Int64,
        _ way: RedemptionWay,
        at now: Instant,
        by acting: Acting
    ) {
        (self.issuedCoupon, self.use, self.way, at) = (issuedCoupon, use, way, now)
        (actorKind, actor) = (acting.kind, acting.id)
        (impersonator, program) = (acting.impersonator, acting.program)
    }

    /// - Throws: `notFound`.
    static func find(
        _ use: Int64,
        of issued: IssuedCouponID,
        in database: Database
    ) throws -> RedemptionRecord {
        let found = try one(
            database,
            "SELECT * FROM redemptions WHERE issued_coupon = ? AND use = ?",
            [issued, use]
        )
        guard let found else { throw Refusal(.notFound) }
        return found
    }

    /// The highest number that was given, 0 if none was.
    fileprivate static func lastUse(
        of issued: IssuedCouponID,
        in database: Database
    ) throws -> Int64 {
        try Int64.one(
            database,
            "SELECT max(use) FROM redemptions WHERE issued_coupon = ?",
            [issued]
        ) ?? 0
    }

    /// Whether it was this person, or this program by itself, that redeemed.
    func was(by acting: Acting) -> Bool {
        guard actorKind == acting.kind, actor == acting.id, impersonator == acting.impersonator
        else { return false }
        return actor != nil || program == acting.program
    }
}
