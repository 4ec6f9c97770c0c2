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
        /// What the end user can use again: points whose time has passed meanwhile, or whose award was
        /// taken back, are not.
        public let refunded: Int64

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(refunded: Int64) {
            self.refunded = refunded
        }
    }
}

extension RevokeIssuedCoupon.Request {
    public static let limits: [FieldLimit<Self>] = [
        .standard("refund", "false")
    ]
}
