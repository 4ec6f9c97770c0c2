import GRDB
import OctopusLoyaltyContract
import OctopusServiceKit
import struct FoundationEssentials.UUID

/// A code that an operator displays, as it lies in the database.
///
/// What its screen shows changes every half minute; the display is what those codes name.
struct DisplayRecord: OwnedRecord {
    static let databaseTableName = "displays"

    let id: DisplayID
    let partner: PartnerID
    private let displayedBy: UUID
    private let kind: DisplayKind
    /// The channel, the point type or the coupon.
    private let thing: UUID
    private let amount: Int64?
    let title: String
    private let uses: Int64
    private let usesAllowed: Int64
    /// Brought forward when the display is ended.
    var expiresAt: Instant
    private let actorKind: ActorKind
    private let actor: UUID?
    private let impersonator: UUID?
    private let program: String?

    /// A new one, in the caller's name.
    init(
        _ offer: DisplayedOffer,
        called title: String,
        id: DisplayID,
        of partner: PartnerRecord,
        uses: Int64,
        until expiresAt: Instant,
        by caller: Caller
    ) throws(Refusal) {
        (self.id, self.partner, self.title) = (id, partner.id, title)
        (self.uses, usesAllowed, self.expiresAt) = (0, uses, expiresAt)
        kind = offer.kind
        (thing, amount) =
            switch offer {
            case .follow(let channel): (channel.uuid, nil)
            case .points(let pointType, let amount): (pointType.uuid, amount)
            case .coupon(let coupon), .redeem(let coupon): (coupon.uuid, nil)
            }
        displayedBy = try caller.requirePerson().subject
        let acting = try Acting(caller)
        (actorKind, actor) = (acting.kind, acting.id)
        (impersonator, program) = (acting.impersonator, acting.program)
    }

    /// The caller's own, while they may still display such a thing.
    ///
    /// - Throws: `notFound`, also for a colleague's; `denied`.
    static func own(
        _ id: DisplayID,
        of caller: Caller,
        in database: Database
    ) throws -> DisplayRecord {
        let record = try find(id, of: caller.requirePartner(), in: database)
        guard try record.displayedBy == caller.requirePerson().subject else {
            throw Refusal(.notFound)
        }
        guard record.kind.isOpen(to: caller) else { throw Refusal(.denied) }
        return record
    }

    var offer: DisplayedOffer {
        switch kind {
        case .follow: .follow(channelId: ChannelID(thing))
        case .points: .points(pointTypeId: PointTypeID(thing), amount: amount ?? 0)
        case .coupon: .coupon(couponId: CouponID(thing))
        case .redeem: .redeem(couponId: CouponID(thing))
        }
    }

    /// Who displays it: a user, or a program by itself.
    var displayer: Displayer { Displayer(subject: displayedBy, acting: acting) }

    /// In whose name things are given and taken.
    var acting: Acting {
        Acting(kind: actorKind, id: actor, impersonator: impersonator, program: program)
    }

    var displayed: DisplayedCode {
        DisplayedCode(
            id: id,
            offer: offer,
            title: title,
            expiresAt: expiresAt,
            usesAllowed: usesAllowed,
            uses: uses
        )
    }

    /// Whether anybody can still use it.
    func isUsable(at now: Instant) -> Bool { now < expiresAt && uses < usesAllowed }

    /// Who used it after that use, oldest first, at most a hundred.
    func used(after use: Int64, in database: Database) throws -> [DisplayUse] {
        try Row.all(
            database,
            """
            SELECT use, end_user, code, name, at FROM display_uses
            JOIN end_users ON end_users.id = end_user
            WHERE display = ? AND use > ? ORDER BY use LIMIT 100
            """,
            [id, use]
        ).map { row in
            DisplayUse(
                use: row[0],
                endUserId: row[1],
                endUserCode: row[2],
                name: row[3],
                usedAt: row[4]
            )
        }
    }
}

/// Who gives what a displayed code brings.
struct Displayer {
    /// The user or the service account, whose limits count.
    let subject: UUID
    let acting: Acting
}

extension DisplayKind {
    /// Whether the caller's role lets them display codes of this kind.
    func isOpen(to caller: Caller) -> Bool {
        switch self {
        case .follow: caller.may(.channels, .view)
        case .points: caller.may(.points, .update)
        case .coupon, .redeem: caller.may(.coupons, .update)
        }
    }
}
