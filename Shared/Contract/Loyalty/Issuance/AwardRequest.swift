public import OctopusContract

/// A wish to give points, about which a second person decides.
public struct AwardRequest: Message {
    /// Its identifier.
    public let id: AwardRequestID
    /// What became of it.
    public let status: AwardRequestStatus
    /// The end user.
    public let endUserId: EndUserID
    /// The point type.
    public let pointTypeId: PointTypeID
    /// How many points.
    public let amount: Int64
    /// Why, for the partner's own eyes.
    public let note: String?
    /// What the till calls the purchase.
    public let reference: String?
    /// What was paid, in minor units of the tenant's currency.
    public let purchase: Int64?
    /// The partner's channel.
    public let channelId: ChannelID?
    /// Where, in the partner's own words.
    public let place: String?
    /// What for.
    public let reason: AwardReason?
    /// Who asked: their limits count.
    public let askedBy: Actor
    /// When they asked.
    public let askedAt: Instant
    /// From then on nobody can approve it.
    public let expiresAt: Instant
    /// The user who decided.
    public let decidedBy: UserID?
    /// When they decided.
    public let decidedAt: Instant?
    /// The award that was made; its ledger entry bears who approved.
    public let awardId: AwardID?

    /// Makes one from its fields.
    public init(
        id: AwardRequestID,
        status: AwardRequestStatus,
        endUserId: EndUserID,
        pointTypeId: PointTypeID,
        amount: Int64,
        note: String? = nil,
        reference: String? = nil,
        purchase: Int64? = nil,
        channelId: ChannelID? = nil,
        place: String? = nil,
        reason: AwardReason? = nil,
        askedBy: Actor,
        askedAt: Instant,
        expiresAt: Instant,
        decidedBy: UserID? = nil,
        decidedAt: Instant? = nil,
        awardId: AwardID? = nil
    ) {
        self.id = id
        self.status = status
        self.endUserId = endUserId
        self.pointTypeId = pointTypeId
        self.amount = amount
        self.note = note
        self.reference = reference
        self.purchase = purchase
        self.channelId = channelId
        self.place = place
        self.reason = reason
        self.askedBy = askedBy
        self.askedAt = askedAt
        self.expiresAt = expiresAt
        self.decidedBy = decidedBy
        self.decidedAt = decidedAt
        self.awardId = awardId
    }
}

/// What became of a request for an award.
public enum AwardRequestStatus: String, Codable, Sendable, CaseIterable {
    /// It waits for somebody to decide.
    case pending
    /// The points were given; they were not; who asked has taken it back.
    case approved, rejected, cancelled
    /// Nobody decided within seven days.
    case expired
}

/// Asks for an award that a second person approves.
public enum RequestAward: Method {
    /// As of the award itself.
    public typealias Request = AwardPoints.Request

    public static let declaration = MethodDeclaration(
        "loyalty.v1/RequestAward",
        .command,
        "Asks for an award that a second person approves.",
        access: .anyOf(.partnerUser(.points, .update)),
        routing: .partner,
        reasons: [
            .pointTypeRetired, .endUserBlocked, .partnerSuspended, .notInPackage, .tooMany,
            .referenceTaken, .purchaseTooSmall, .wrongChannel, .validityOver,
        ]
    )

    public struct Reply: Message {
        /// The request, which somebody else approves.
        public let requestId: AwardRequestID
        /// From then on nobody can approve it.
        public let expiresAt: Instant

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(requestId: AwardRequestID, expiresAt: Instant) {
            self.requestId = requestId
            self.expiresAt = expiresAt
        }
    }
}

/// Lists what operators asked to give, newest first.
public enum ListAwardRequests: Method {
    public typealias Reply = Page<AwardRequest>

    public static let declaration = MethodDeclaration(
        "loyalty.v1/ListAwardRequests",
        .read,
        "Lists the awards that need, or needed, a second person's approval, newest first.",
        access: .anyOf(.partnerUser(.points, .view)),
        routing: .partner
    )

    public struct Request: PageRequest {
        /// Only those of which this became.
        public let status: AwardRequestStatus?
        public let after: PageCursor?
        public let limit: Int64?

        /// Makes a request.
        public init(
            status: AwardRequestStatus? = nil,
            after: PageCursor? = nil,
            limit: Int64? = nil
        ) {
            self.status = status
            self.after = after
            self.limit = limit
        }
    }
}
