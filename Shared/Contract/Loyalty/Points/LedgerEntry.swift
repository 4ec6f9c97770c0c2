public import OctopusContract
public import struct FoundationEssentials.UUID

/// One movement of points: from one account to another, so that every entry is balanced in itself.
public struct LedgerEntry: Message {
    /// Rises within the service.
    public let seq: Int64
    public let at: Instant
    public let partnerId: PartnerID
    public let endUserId: EndUserID
    public let pointTypeId: PointTypeID
    public let kind: LedgerEntryKind
    /// Always positive; it moves from the one account to the other.
    public let amount: Int64
    public let from: LedgerAccount
    public let to: LedgerAccount
    /// The award whose points moved.
    public let awardId: AwardID
    /// The coupon that they were spent on.
    public let issuedCouponId: IssuedCouponID?
    public let actor: Actor
    public let note: String?

    public init(
        seq: Int64,
        at: Instant,
        partnerId: PartnerID,
        endUserId: EndUserID,
        pointTypeId: PointTypeID,
        kind: LedgerEntryKind,
        amount: Int64,
        from: LedgerAccount,
        to: LedgerAccount,
        awardId: AwardID,
        issuedCouponId: IssuedCouponID? = nil,
        actor: Actor,
        note: String? = nil
    ) {
        self.seq = seq
        self.at = at
        self.partnerId = partnerId
        self.endUserId = endUserId
        self.pointTypeId = pointTypeId
        self.kind = kind
        self.amount = amount
        self.from = from
        self.to = to
        self.awardId = awardId
        self.issuedCouponId = issuedCouponId
        self.actor = actor
        self.note = note
    }
}

public enum LedgerEntryKind: String, Codable, Sendable, CaseIterable {
    case award, reversal, spend, refund, expiry
}

/// Where points can be.
///
/// `issued` is where they come from, so it stands below zero by all there are.
public enum LedgerAccount: String, Codable, Sendable, CaseIterable {
    case issued, user, spent, expired, reversed
}

/// Who did something, and through what.
public struct Actor: Message {
    public let kind: ActorKind
    /// The person; absent for the service itself.
    public let id: UUID?
    /// Who acted in that person's place.
    public let impersonatorId: UUID?
    /// The program that carried it.
    public let program: String?

    public init(
        kind: ActorKind,
        id: UUID? = nil,
        impersonatorId: UUID? = nil,
        program: String? = nil
    ) {
        self.kind = kind
        self.id = id
        self.impersonatorId = impersonatorId
        self.program = program
    }
}

public enum ActorKind: String, Codable, Sendable, CaseIterable {
    case user, endUser, service
}
