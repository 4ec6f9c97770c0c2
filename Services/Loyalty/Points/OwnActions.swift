import GRDB
import OctopusLoyaltyContract
import OctopusServiceKit
import struct FoundationEssentials.UUID

/// What a user did at a partner since some moment, along the indexes by actor.
struct OwnActions {
    let user: UUID
    let partner: PartnerID
    let since: Instant
    let now: Instant
    let undo: UndoWindow
    let limit: Int64

    private var arguments: StatementArguments { [user, partner, since, limit] }

    /// Awards and reversals; what a revoked coupon gave back is no action of its own.
    func ofPoints(in database: Database) throws -> [OwnAction] {
        try Row.all(
            database,
            """
            SELECT at, kind, ledger.end_user, ledger.point_type, ledger.amount, lots.id AS award,
                remaining, lots.amount AS given, expires_at, reversed_at
            FROM ledger INDEXED BY ledger_by_actor CROSS JOIN lots ON lots.seq = lot
            WHERE actor = ? AND actor_kind = 'user' AND impersonator IS NULL
                AND ledger.partner = ? AND at > ? AND kind IN ('award', 'reversal')
            ORDER BY at DESC, ledger.seq DESC LIMIT ?
            """,
            arguments
        ).map { row in
            let (kind, at): (LedgerEntryKind, Instant) = (row["kind"], row["at"])
            let (remaining, given): (Int64, Int64) = (row["remaining"], row["given"])
            let reversedAt: Instant? = row["reversed_at"]
            let isUnused = kind == .award && reversedAt == nil && remaining == given
            return OwnAction(
                kind: kind == .award ? .award : .reversal,
                at: at,
                endUserId: row["end_user"],
                awardId: row["award"],
                pointTypeId: row["point_type"],
                amount: row["amount"],
                undoableUntilAt: isUnused
                    ? undo.end(of: at, expiring: row["expires_at"], at: now) : nil
            )
        }
    }

    func ofCoupons(in database: Database) throws -> [OwnAction] {
        let given = try Row.all(
            database,
            """
            SELECT issued_at, id, coupon, end_user, status, uses, expires_at
            FROM issued_coupons INDEXED BY issued_coupons_by_giver
            WHERE actor = ? AND actor_kind = 'user' AND impersonator IS NULL
                AND partner = ? AND issued_at > ?
            ORDER BY issued_at DESC LIMIT ?
            """,
            arguments
        ).map { row in
            let (status, uses): (IssuedCouponStatus, Int64) = (row["status"], row["uses"])
            let at: Instant = row["issued_at"]
            return OwnAction(
                kind: .couponGiven,
                at: at,
                endUserId: row["end_user"],
                issuedCouponId: row["id"],
                couponId: row["coupon"],
                undoableUntilAt: status == .held && uses == 0
                    ? undo.end(of: at, expiring: row["expires_at"], at: now) : nil
            )
        }
        let redeemed = try Row.all(
            database,
            """
            SELECT at, use, issued_coupon, coupon, end_user, EXISTS (
                SELECT 1 FROM redemption_undos AS undone
                WHERE undone.issued_coupon = redemptions.issued_coupon
                    AND undone.use = redemptions.use) AS is_undone
            FROM redemptions INDEXED BY redemptions_by_actor
            CROSS JOIN issued_coupons ON issued_coupons.id = issued_coupon
            WHERE redemptions.actor = ? AND redemptions.actor_kind = 'user'
                AND redemptions.impersonator IS NULL AND issued_coupons.partner = ? AND at > ?
            ORDER BY at DESC LIMIT ?
            """,
            arguments
        ).map { row in
            let (at, isUndone): (Instant, Bool) = (row["at"], row["is_undone"])
            return OwnAction(
                kind: .couponRedeemed,
                at: at,
                endUserId: row["end_user"],
                issuedCouponId: row["issued_coupon"],
                couponId: row["coupon"],
                use: row["use"],
                undoableUntilAt: isUndone ? nil : undo.end(of: at, expiring: nil, at: now)
            )
        }
        return given + redeemed
    }
}

/// For how long what was given or redeemed can be undone.
struct UndoWindow {
    let minutes: Int64

    /// By a person with all rights, whatever operator it was.
    static let ofManagers = UndoWindow(minutes: 24 * 60)

    static func of(
        _ partner: PartnerID,
        in tenant: TenantID,
        _ database: Database
    ) throws -> UndoWindow {
        let terms = try IssuanceTerms.of(partner, in: tenant, database)
        return UndoWindow(minutes: terms.inForce.undoMinutes ?? 0)
    }

    /// - Throws: `tooLate`.
    func demandOpen(since done: Instant, at now: Instant) throws(Refusal) {
        guard end(of: done, expiring: nil, at: now) != nil else {
            throw Refusal(.tooLate, "It could be undone for \(minutes) minutes.")
        }
    }

    /// Until when something is undone, if that is still to come.
    func end(of given: Instant, expiring expiry: Instant?, at now: Instant) -> Instant? {
        let end = min(given.adding(milliseconds: minutes * 60_000), expiry ?? .never)
        return now < end ? end : nil
    }
}
