public import OctopusContract

/// Takes an issued coupon back, its price with it or not.
public enum RevokeIssuedCoupon: Method {
    public static let declaration = MethodDeclaration(
        "loyalty.v1/RevokeIssuedCoupon",
        .command,
        "Takes an issued coupon back, its price with it or not.",
        access: .anyOf(.partnerUser(.coupons, .full)),
        routing: .partner,
        reasons: [.wrongState, .partnerSuspended]
    )

    public struct Request: Message {
        /// The copy of the coupon.
        public let issuedCouponId: IssuedCouponID
        /// Gives the points back to the lots from which they came, with their old expiry.
        public let refund: Bool?

        /// Makes a request.
        public init(issuedCouponId: IssuedCouponID, refund: Bool? = nil) {
            self.issuedCouponId = issuedCouponId
            self.refund = refund
        }
    }

    public struct Reply: Message {
        /// What the end user can use again: not what has passed its time, settles what they owe, or is of
        /// an award that was taken back.
        public let refunded: Int64
        /// What had passed its time meanwhile, and expires again; absent if nothing had.
        public let expired: Int64?

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(refunded: Int64, expired: Int64? = nil) {
            self.refunded = refunded
            self.expired = expired
        }
    }
}

extension RevokeIssuedCoupon.Request {
    public static let limits: [FieldLimit<Self>] = [
        .standard("refund", "false")
    ]
}
