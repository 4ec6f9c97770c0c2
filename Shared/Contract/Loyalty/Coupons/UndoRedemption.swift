public import OctopusContract

/// Takes one use of a coupon back, as if it had not been redeemed; once.
///
/// The operator who redeemed it can do so for 15 minutes, or as many as the tenant has set; a person with all rights on coupons, for 24 hours and
/// whatever operator it was. Of several uses at once each is undone by its own number.
public enum UndoRedemption: Method {
    public static let declaration = MethodDeclaration(
        "loyalty.v1/UndoRedemption",
        .command,
        "Takes one use of a coupon back, as if it had not been redeemed; once.",
        access: .anyOf(.partnerUser(.coupons, .update)),
        routing: .partner,
        reasons: [
            .alreadyUndone, .tooLate, .wrongState, .couponUnavailable, .partnerSuspended,
        ]
    )

    public struct Request: Message {
        /// The copy of the coupon.
        public let issuedCouponId: IssuedCouponID
        /// The redemption's ``Redemption/use``.
        public let use: Int64

        /// Makes a request.
        public init(issuedCouponId: IssuedCouponID, use: Int64) {
            self.issuedCouponId = issuedCouponId
            self.use = use
        }
    }

    public struct Reply: Message {
        /// What the copy is now: `held` again, or `expired` if its time has passed meanwhile.
        public let status: IssuedCouponStatus
        /// How often it was redeemed, what was undone not counted.
        public let uses: Int64
        /// How often it can be redeemed in all.
        public let usesAllowed: Int64
        /// When it ends, as before; absent if it never does.
        public let expiresAt: Instant?

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(
            status: IssuedCouponStatus,
            uses: Int64,
            usesAllowed: Int64,
            expiresAt: Instant? = nil
        ) {
            self.status = status
            self.uses = uses
            self.usesAllowed = usesAllowed
            self.expiresAt = expiresAt
        }
    }
}

extension UndoRedemption.Request {
    public static let limits: [FieldLimit<Self>] = [
        .number("use", \.use, 1...1_000_000_000)
    ]
}
