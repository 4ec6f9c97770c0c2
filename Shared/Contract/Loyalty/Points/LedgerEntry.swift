public import OctopusContract

/// One movement of points: from one account to another, so that every entry is balanced in itself.
public struct LedgerEntry: Message {
    /// Rises within the service.
    public let seq: Int64
    /// When it happened.
    public let at: Instant
    /// The partner.
    public let partnerId: PartnerID
    /// The end user.
    public let endUserId: EndUserID
    /// The point type.
    public let pointTypeId: PointTypeID
    /// What moved the points.
    public let kind: LedgerEntryKind
    /// Always positive; it moves from the one account to the other.
    public let amount: Int64
    /// Where the points came from.
    public let from: LedgerAccount
    /// Where they went.
    public let to: LedgerAccount
    /// The award whose points moved.
    public let awardId: AwardID
    /// The coupon that they were spent on.
    public let issuedCouponId: IssuedCouponID?
    /// The hold that kept, spent or gave them back.
    public let holdId: HoldID?
    /// The award that was taken back; where other points of its holder paid for it, not `awardId`.
    public let reversedAwardId: AwardID?
    /// Who did it.
    public let actor: Actor
    /// Why, in the partner's own words.
    public let note: String?
    /// What the till calls the purchase; like all that follows, of an award alone.
    public let reference: String?
    /// What was paid, in minor units of the tenant's currency.
    public let purchase: Int64?
    /// The partner's channel.
    public let channelId: ChannelID?
    /// Where, in the partner's own words.
    public let place: String?
    /// What for.
    public let reason: AwardReason?

    /// Makes one from its fields.
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
        holdId: HoldID? = nil,
        reversedAwardId: AwardID? = nil,
        actor: Actor,
        note: String? = nil,
        reference: String? = nil,
        purchase: Int64? = nil,
        channelId: ChannelID? = nil,
        place: String? = nil,
        reason: AwardReason? = nil
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
        self.holdId = holdId
        self.reversedAwardId = reversedAwardId
        self.actor = actor
        self.note = note
        self.reference = reference
        self.purchase = purchase
        self.channelId = channelId
        self.place = place
        self.reason = reason
    }
}

/// What moves points.
public enum LedgerEntryKind: String, Codable, Sendable, CaseIterable {
    /// One word for each way in which points move.
    case award, reversal, spend, refund, expiry
    /// Held points were taken, went back, or were spent.
    case hold, release, post
    /// A reversal took what its holder did not have; later points pay for it.
    case debt, settlement
}

/// Where points can be.
///
/// `issued` is where they come from, so it stands below zero by all there are; `owed` stands below zero by
/// what holders owe.
public enum LedgerAccount: String, Codable, Sendable, CaseIterable {
    /// Every entry moves points from one of these to another.
    case issued, user, spent, expired, reversed, held, owed
}
