import GRDB
import OctopusLoyaltyContract
import OctopusServiceKit
import struct FoundationEssentials.UUID

/// A request for an award, as it lies in the database.
struct AwardRequestRecord: OwnedRecord, VersionedRecord {
    static let databaseTableName = "award_requests"

    let id: AwardRequestID
    let tenant: TenantID
    let partner: PartnerID
    var version: Int64 = 1
    private var status = AwardRequestStatus.pending
    private let endUser: EndUserID
    private let pointType: PointTypeID
    private let amount: Int64
    private let note: String?
    private let askedAt: Instant
    /// The user or the service account.
    let asker: UUID
    private let askerKind: ActorKind
    let askerImpersonator: UUID?
    private let askerProgram: String?
    private var decidedAt: Instant?
    private var decider: UUID?
    private var award: AwardID?
    private let reference: String?
    private let purchase: Int64?
    private let channel: ChannelID?
    private let place: String?
    private let reason: AwardReason?

    init(
        _ order: AwardOrder,
        id: AwardRequestID,
        of partner: PartnerRecord,
        by asker: Person,
        as acting: Acting,
        at now: Instant
    ) {
        (self.id, tenant, self.partner) = (id, partner.tenant, partner.id)
        (endUser, pointType) = (order.endUser, order.pointType)
        (amount, note, askedAt) = (order.amount, order.note, now)
        (self.asker, askerKind) = (asker.subject, acting.kind)
        (askerImpersonator, askerProgram) = (acting.impersonator, acting.program)
        (reference, purchase) = (order.slip.reference, order.slip.purchase)
        (channel, place, reason) = (order.slip.channel, order.slip.place, order.slip.reason)
    }

    /// What is to be given.
    var order: AwardOrder {
        AwardOrder(
            endUser: endUser,
            pointType: pointType,
            amount: amount,
            note: note,
            slip: AwardSlip(
                reference: reference,
                purchase: purchase,
                channel: channel,
                place: place,
                reason: reason
            )
        )
    }

    var expiresAt: Instant { askedAt.adding(AwardRequestRules.life) }

    /// What became of it: that it has expired is decided at the moment of use.
    func status(at now: Instant) -> AwardRequestStatus {
        status == .pending && now >= expiresAt ? .expired : status
    }

    /// Takes a step.
    mutating func become(
        _ status: AwardRequestStatus,
        by decider: UUID,
        at now: Instant,
        as award: AwardID? = nil
    ) {
        (self.status, self.decider, decidedAt) = (status, decider, now)
        self.award = award
    }

    var scope: RecordScope { RecordScope(tenant: tenant, partner: partner) }

    var state: AwardRequestChanged {
        AwardRequestChanged(
            id: id,
            version: version,
            status: status,
            endUserId: endUser,
            pointTypeId: pointType,
            amount: amount,
            expiresAt: expiresAt,
            awardId: award
        )
    }

    func shown(at now: Instant) -> AwardRequest {
        AwardRequest(
            id: id,
            status: status(at: now),
            endUserId: endUser,
            pointTypeId: pointType,
            amount: amount,
            note: note,
            reference: reference,
            purchase: purchase,
            channelId: channel,
            place: place,
            reason: reason,
            askedBy: Actor(
                kind: askerKind,
                id: askerKind == .user ? asker : nil,
                impersonatorId: askerImpersonator,
                program: askerProgram
            ),
            askedAt: askedAt,
            expiresAt: expiresAt,
            decidedBy: decider.map(UserID.init),
            decidedAt: decidedAt,
            awardId: award
        )
    }
}

/// How many requests there may be, and how long one waits.
enum AwardRequestRules {
    static let life = Duration.seconds(7 * 86_400)
    /// Of one partner, those that wait.
    static let mostPending = 1000

    /// What was asked by then has expired.
    static func expiredBy(_ now: Instant) -> Instant {
        now.adding(milliseconds: -life.milliseconds)
    }

    static func pending(
        of partner: PartnerID,
        at now: Instant,
        in database: Database
    ) throws -> Int {
        try Int.one(
            database,
            """
            SELECT count(*) FROM award_requests
            WHERE partner = ? AND status = 'pending' AND asked_at > ?
            """,
            [partner, expiredBy(now)]
        ) ?? 0
    }
}
