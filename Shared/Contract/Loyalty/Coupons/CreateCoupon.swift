public import OctopusContract

/// Drafts a coupon.
public enum CreateCoupon: Method {
    public typealias Reply = Coupon

    public static let declaration = MethodDeclaration(
        "loyalty.v1/CreateCoupon",
        .command,
        "Drafts a coupon.",
        access: .anyOf(.partnerUser(.coupons, .full)),
        routing: .partner,
        reasons: [.tooMany, .pointTypeRetired, .partnerSuspended, .notInPackage]
    )

    public struct Request: Message {
        /// What the coupon says and what it costs.
        public let terms: CouponTerms

        /// Makes a request.
        public init(terms: CouponTerms) {
            self.terms = terms
        }
    }
}

extension CreateCoupon.Request {
    public static let limits: [FieldLimit<Self>] = [
        .inside("terms", \.terms)
    ]
}
