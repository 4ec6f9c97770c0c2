public import OctopusContract

public enum PublishCoupon: Method {
    public typealias Reply = Coupon

    public static let declaration = MethodDeclaration(
        "loyalty.v1/PublishCoupon",
        .command,
        "Makes a coupon available.",
        access: .anyOf(.partnerUser(.coupons, .update)),
        routing: .partner,
        reasons: [.wrongState, .partnerSuspended]
    )

    public struct Request: Message {
        public let couponId: CouponID
        public let version: Int64

        public init(couponId: CouponID, version: Int64) {
            self.couponId = couponId
            self.version = version
        }
    }
}
