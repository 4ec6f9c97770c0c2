public import OctopusContract

/// A kind that the caller's role does not allow has an empty list.
public enum ListDisplayable: Method {
    public typealias Reply = Page<Displayable>

    public static let declaration = MethodDeclaration(
        "loyalty.v1/ListDisplayable",
        .read,
        "Lists what the caller can display a code for now, of one kind.",
        access: .anyOf(
            .partnerUser(.points, .update),
            .partnerUser(.coupons, .update),
            .partnerUser(.channels, .view)
        ),
        routing: .partner
    )

    public struct Request: PageRequest {
        /// What the code is to be for.
        public let kind: DisplayKind
        public let after: PageCursor?
        public let limit: Int64?

        /// Makes a request.
        public init(kind: DisplayKind, after: PageCursor? = nil, limit: Int64? = nil) {
            self.kind = kind
            self.after = after
            self.limit = limit
        }
    }
}

/// Something that a code can be displayed for; one of the identifiers is there.
public struct Displayable: Message {
    /// The channel to follow.
    public let channelId: ChannelID?
    /// The point type to give.
    public let pointTypeId: PointTypeID?
    /// The coupon to give or to redeem.
    public let couponId: CouponID?
    /// The channel's or point type's name, or the coupon's title.
    public let title: String

    /// Makes one from its fields.
    public init(
        channelId: ChannelID? = nil,
        pointTypeId: PointTypeID? = nil,
        couponId: CouponID? = nil,
        title: String
    ) {
        self.channelId = channelId
        self.pointTypeId = pointTypeId
        self.couponId = couponId
        self.title = title
    }
}
