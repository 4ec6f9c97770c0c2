public import OctopusContract

/// Changes a coupon; those already issued keep their expiry and times.
public enum EditCoupon: Method {
    public typealias Reply = Coupon

    public static let declaration = MethodDeclaration(
        "loyalty.v1/EditCoupon",
        .command,
        "Changes a coupon; those already issued keep their expiry and times.",
        access: .anyOf(.partnerUser(.coupons, .update)),
        routing: .partner,
        reasons: [.wrongState, .pointTypeRetired, .partnerSuspended, .notInPackage]
    )

    public struct Request: Message {
        /// The coupon.
        public let couponId: CouponID
        /// The version that was read.
        public let version: Int64
        /// Replaces all of them: what is absent is removed.
        public let terms: CouponTerms

        /// Makes a request.
        public init(couponId: CouponID, version: Int64, terms: CouponTerms) {
            self.couponId = couponId
            self.version = version
            self.terms = terms
        }
    }
}

extension EditCoupon.Request {
    public static let limits: [FieldLimit<Self>] = [
        .inside("terms", \.terms)
    ]
}
