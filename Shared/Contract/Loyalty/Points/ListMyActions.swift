public import OctopusContract

/// Lists what the calling user did at the till in the last seven days, newest first.
public enum ListMyActions: Method {
    public static let declaration = MethodDeclaration(
        "loyalty.v1/ListMyActions",
        .read,
        "Lists what the calling user gave, took back and redeemed in the last seven days, newest first.",
        access: .anyOf(.partnerUser(.points, .view), .partnerUser(.coupons, .view))
            .refusingImpersonators,
        routing: .partner
    )

    public struct Request: Message {
        /// How many at most.
        public let limit: Int64?

        /// Makes a request.
        public init(limit: Int64? = nil) {
            self.limit = limit
        }
    }

    public struct Reply: Message {
        /// The newest first: of points and of coupons, as far as the user may see them.
        public let actions: [OwnAction]

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(actions: [OwnAction]) {
            self.actions = actions
        }
    }
}

extension ListMyActions.Request {
    public static let limits: [FieldLimit<Self>] = [
        .number("limit", \.limit, 1...100, standard: 20)
    ]
}

/// What a user did at the till.
public struct OwnAction: Message {
    /// What it was.
    public let kind: OwnActionKind
    /// When it was done.
    public let at: Instant
    /// For whom.
    public let endUserId: EndUserID
    /// The award that was given or taken back.
    public let awardId: AwardID?
    /// Its point type.
    public let pointTypeId: PointTypeID?
    /// How many points were given or taken back.
    public let amount: Int64?
    /// The copy of a coupon that was given or redeemed.
    public let issuedCouponId: IssuedCouponID?
    /// Its coupon.
    public let couponId: CouponID?
    /// Which use of the copy it was, as `UndoRedemption` asks for it.
    public let use: Int64?
    /// Until then `UndoMyAction` undoes it, or `UndoRedemption` a redemption, if nothing was used before;
    /// absent if it can't be undone.
    public let undoableUntilAt: Instant?

    /// Makes one from its fields.
    public init(
        kind: OwnActionKind,
        at: Instant,
        endUserId: EndUserID,
        awardId: AwardID? = nil,
        pointTypeId: PointTypeID? = nil,
        amount: Int64? = nil,
        issuedCouponId: IssuedCouponID? = nil,
        couponId: CouponID? = nil,
        use: Int64? = nil,
        undoableUntilAt: Instant? = nil
    ) {
        self.kind = kind
        self.at = at
        self.endUserId = endUserId
        self.awardId = awardId
        self.pointTypeId = pointTypeId
        self.amount = amount
        self.issuedCouponId = issuedCouponId
        self.couponId = couponId
        self.use = use
        self.undoableUntilAt = undoableUntilAt
    }
}

/// What a user can do at the till.
public enum OwnActionKind: String, Codable, Sendable, CaseIterable {
    /// Points were given; points were taken back; a coupon was given; a coupon was redeemed.
    case award, reversal, couponGiven, couponRedeemed
}
