public import OctopusContract

/// The caller then shows what ``GetDisplayedCode`` answers; end users scan it.
///
/// What end users get is given in the caller's name, within what the caller may give.
public enum DisplayCode: Method {
    public typealias Reply = DisplayedCode

    public static let declaration = MethodDeclaration(
        "loyalty.v1/DisplayCode",
        .command,
        "Begins to display a code: to follow a channel, get points or a coupon, or redeem one.",
        access: .anyOf(
            .partnerUser(.points, .update),
            .partnerUser(.coupons, .update),
            .partnerUser(.channels, .view)
        ),
        routing: .partner,
        reasons: [
            .pointTypeRetired, .couponUnavailable, .partnerSuspended, .notInPackage,
            .approvalNeeded,
        ]
    )

    public struct Request: Message {
        /// What the code brings to those who scan it.
        public let offer: DisplayedOffer
        /// How long it can be used, in seconds; absent: a minute.
        public let lifeSeconds: Int64?
        /// How many end users can use it, each of them once; absent: one.
        public let uses: Int64?

        /// Makes a request.
        public init(offer: DisplayedOffer, lifeSeconds: Int64? = nil, uses: Int64? = nil) {
            self.offer = offer
            self.lifeSeconds = lifeSeconds
            self.uses = uses
        }
    }
}

extension DisplayCode.Request {
    public static let limits: [FieldLimit<Self>] = [
        .inside("offer", \.offer),
        .number("lifeSeconds", \.lifeSeconds, LoyaltyLimits.displaySeconds, standard: 60),
        .number("uses", \.uses, LoyaltyLimits.times, standard: 1),
    ]
}

/// A code that an operator displays.
public struct DisplayedCode: Message {
    /// Its identifier.
    public let id: DisplayID
    /// What it brings to those who scan it.
    public let offer: DisplayedOffer
    /// The channel's or point type's name, or the coupon's title, when it was displayed.
    public let title: String
    /// From then on nobody can use it.
    public let expiresAt: Instant
    /// How many end users can use it.
    public let usesAllowed: Int64
    /// How many have used it.
    public let uses: Int64

    /// Makes one from its fields.
    public init(
        id: DisplayID,
        offer: DisplayedOffer,
        title: String,
        expiresAt: Instant,
        usesAllowed: Int64,
        uses: Int64
    ) {
        self.id = id
        self.offer = offer
        self.title = title
        self.expiresAt = expiresAt
        self.usesAllowed = usesAllowed
        self.uses = uses
    }
}
