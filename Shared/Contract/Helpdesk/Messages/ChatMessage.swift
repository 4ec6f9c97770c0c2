public import OctopusContract

/// A message of a conversation, the same for everybody who reads it.
public struct ChatMessage: Message {
    /// Its place: 1, 2, 3 and so on, without gaps.
    public let seq: Int64
    /// When it came.
    public let at: Instant
    /// Who wrote it.
    public let sender: MessageSender
    /// What it is.
    public let kind: MessageKind
    /// What was written, or what the partner says of what happened; absent once it was deleted.
    public let text: String?
    /// The attachment, also of a message to many; absent also once its time is over.
    public let file: StoredFile?
    /// What its sender calls it.
    public let fileName: String?
    /// The coupon or promo that is offered.
    public let engagement: Engagement?
    /// What happened, of a line that the system wrote.
    public let happening: Happening?
    /// The partner's message to many that it is.
    public let broadcastId: BroadcastID?
    /// Where that leads, an address of the web.
    public let target: String?
    /// The video that it shows, from elsewhere.
    public let videoLink: String?
    /// What its sender calls the message.
    public let clientId: String?
    /// When it was last edited.
    public let editedAt: Instant?
    /// When it was deleted: nothing but its place is left.
    public let deletedAt: Instant?

    /// Makes one from its fields.
    public init(
        seq: Int64,
        at: Instant,
        sender: MessageSender,
        kind: MessageKind,
        text: String? = nil,
        file: StoredFile? = nil,
        fileName: String? = nil,
        engagement: Engagement? = nil,
        happening: Happening? = nil,
        broadcastId: BroadcastID? = nil,
        target: String? = nil,
        videoLink: String? = nil,
        clientId: String? = nil,
        editedAt: Instant? = nil,
        deletedAt: Instant? = nil
    ) {
        self.seq = seq
        self.at = at
        self.sender = sender
        self.kind = kind
        self.text = text
        self.file = file
        self.fileName = fileName
        self.engagement = engagement
        self.happening = happening
        self.broadcastId = broadcastId
        self.target = target
        self.videoLink = videoLink
        self.clientId = clientId
        self.editedAt = editedAt
        self.deletedAt = deletedAt
    }
}

/// What a message is.
public enum MessageKind: String, Codable, Sendable, CaseIterable {
    /// Words.
    case text
    /// A file, with words if there are any.
    case attachment
    /// A coupon or a promo that is offered, with words if there are any.
    case engagement
    /// A line of the system's: who has the conversation, or what the end user was told.
    case system
}

/// Who wrote a message.
public struct MessageSender: Message {
    /// What they are in the conversation.
    public let side: MessageSide
    /// The end user, the visitor or the operator; absent for the partner and the system.
    public let id: SenderID?
    /// What people call an operator.
    public let name: String?

    /// Makes one from its fields.
    public init(side: MessageSide, id: SenderID? = nil, name: String? = nil) {
        self.side = side
        self.id = id
        self.name = name
    }
}

/// What the writer of a message is in the conversation.
public enum MessageSide: String, Codable, Sendable, CaseIterable {
    /// The end user or visitor.
    case customer
    /// A chat operator.
    case agent
    /// The partner: a message to many, or what it answers by itself.
    case partner
    /// The system.
    case system
}

/// Something that an operator offers in the chat, which is taken by its own service's method.
public struct Engagement: Message {
    /// What it is.
    public let kind: EngagementKind
    /// A coupon to get.
    public let couponId: CouponID?
    /// A promo to open.
    public let promoId: PromoID?
    /// What it is called.
    public let title: String?

    /// Makes one from its fields.
    public init(
        kind: EngagementKind,
        couponId: CouponID? = nil,
        promoId: PromoID? = nil,
        title: String? = nil
    ) {
        self.kind = kind
        self.couponId = couponId
        self.promoId = promoId
        self.title = title
    }
}

/// What is offered in a chat.
public enum EngagementKind: String, Codable, Sendable, CaseIterable {
    /// A coupon: `loyalty.v1/GetCouponForPoints` takes it.
    case coupon
    /// A promo: `partners.v1/OpenPromo` opens it.
    case promo
}

/// What a line of the system tells.
public struct Happening: Message {
    /// What happened.
    public let kind: HappeningKind
    /// The operator whom it is about.
    public let agentId: UserID?
    /// What people call them.
    public let agentName: String?
    /// The points that were given, or that expire soon.
    public let pointTypeId: PointTypeID?
    /// How many points.
    public let amount: Int64?
    /// The coupon that was got or redeemed.
    public let couponId: CouponID?
    /// The promo that began.
    public let promoId: PromoID?
    /// What the coupon or the promo is called.
    public let title: String?

    /// Makes one from its fields.
    public init(
        kind: HappeningKind,
        agentId: UserID? = nil,
        agentName: String? = nil,
        pointTypeId: PointTypeID? = nil,
        amount: Int64? = nil,
        couponId: CouponID? = nil,
        promoId: PromoID? = nil,
        title: String? = nil
    ) {
        self.kind = kind
        self.agentId = agentId
        self.agentName = agentName
        self.pointTypeId = pointTypeId
        self.amount = amount
        self.couponId = couponId
        self.promoId = promoId
        self.title = title
    }
}

/// What happened to a conversation, or to its end user.
public enum HappeningKind: String, Codable, Sendable, CaseIterable {
    /// An operator has it now.
    case taken
    /// An operator began it with a visitor.
    case invited
    /// It waits in the queue again.
    case released
    /// The operator did not answer for too long, and it waits in the queue again.
    case lost
    /// Another operator has it now.
    case transferred
    /// An operator closed it.
    case finished
    /// The end user was given points.
    case pointsAwarded
    /// Points of the end user's expire soon.
    case pointsExpiring
    /// The end user got a coupon.
    case couponIssued
    /// A coupon of the end user's was redeemed.
    case couponRedeemed
    /// A promo began.
    case promoBegan
}
