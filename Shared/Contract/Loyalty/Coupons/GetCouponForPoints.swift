public import OctopusContract

/// The end user's own act.
///
/// What a partner gives by ``GiveScanned`` costs no points.
public enum GetCouponForPoints: Method {
    public static let declaration = MethodDeclaration(
        "loyalty.v1/GetCouponForPoints",
        .command,
        "Gets a coupon: its price in points goes and the coupon comes, or neither.",
        access: .anyOf(.endUser),
        routing: .partner,
        reasons: [
            .insufficientPoints, .couponUnavailable, .soldOut, .limitReached, .endUserBlocked,
            .partnerSuspended,
        ]
    )

    public struct Request: Message {
        /// The coupon.
        public let couponId: CouponID

        /// Makes a request.
        public init(couponId: CouponID) {
            self.couponId = couponId
        }
    }

    public struct Reply: Message {
        /// The copy, as the wallet shows it.
        public let issuedCoupon: IssuedCoupon
        /// What was paid; absent for a free one.
        public let paid: CouponPrice?
        /// What is left of these points.
        public let balance: Int64?

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(issuedCoupon: IssuedCoupon, paid: CouponPrice? = nil, balance: Int64? = nil) {
            self.issuedCoupon = issuedCoupon
            self.paid = paid
            self.balance = balance
        }
    }
}
