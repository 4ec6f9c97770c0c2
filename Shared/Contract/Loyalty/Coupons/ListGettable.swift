public import OctopusContract

/// Lists what the partner offers to an end user, newest first, and what they lack for it.
public enum ListGettable: Method {
    public typealias Reply = Page<Offer>

    public static let declaration = MethodDeclaration(
        "loyalty.v1/ListGettable",
        .read,
        "Lists what the partner offers to an end user, newest first, and what they lack for it.",
        access: .anyOf(.endUser),
        routing: .partner
    )

    public struct Request: PageRequest {
        /// Only what this channel of the partner's shows; absent: what any of them shows.
        public let channelId: ChannelID?
        public let after: PageCursor?
        public let limit: Int64?

        /// Makes a request.
        public init(
            channelId: ChannelID? = nil,
            after: PageCursor? = nil,
            limit: Int64? = nil
        ) {
            self.channelId = channelId
            self.after = after
            self.limit = limit
        }
    }

    /// A coupon as one end user may get it.
    public struct Offer: Message {
        /// The coupon.
        public let couponId: CouponID
        /// Whose it is.
        public let partnerId: PartnerID?
        /// What people call the partner.
        public let partnerName: String?
        /// The coupon's title.
        public let title: String
        /// What it is, as its partner wrote it.
        public let description: String?
        /// The conditions, as its partner wrote them.
        public let terms: String?
        /// What it costs; absent for a free one.
        public let price: CouponPrice?
        /// The point type's name, singular.
        public let pointTypeName: String?
        /// What the end user has of these points.
        public let balance: Int64?
        /// How many points are missing: "1 more banana to get it".
        ///
        /// Zero if they can have it.
        public let missing: Int64
        /// How many are left for everybody; absent: without end.
        public let left: Int64?
        /// How many they can still get now; absent: without end.
        public let leftForUser: Int64?
        /// When they can get one again, where a limit of the day, the week or the month alone is in the way.
        public let againAt: Instant?
        /// Until when it can be redeemed, exclusive; absent if without end.
        public let validToAt: Instant?
        /// Whether the end user could get it now.
        public let canGet: Bool

        /// Makes one from its fields.
        public init(
            couponId: CouponID,
            partnerId: PartnerID? = nil,
            partnerName: String? = nil,
            title: String,
            description: String? = nil,
            terms: String? = nil,
            price: CouponPrice? = nil,
            pointTypeName: String? = nil,
            balance: Int64? = nil,
            missing: Int64,
            left: Int64? = nil,
            leftForUser: Int64? = nil,
            againAt: Instant? = nil,
            validToAt: Instant? = nil,
            canGet: Bool
        ) {
            self.couponId = couponId
            self.partnerId = partnerId
            self.partnerName = partnerName
            self.title = title
            self.description = description
            self.terms = terms
            self.price = price
            self.pointTypeName = pointTypeName
            self.balance = balance
            self.missing = missing
            self.left = left
            self.leftForUser = leftForUser
            self.againAt = againAt
            self.validToAt = validToAt
            self.canGet = canGet
        }
    }
}
