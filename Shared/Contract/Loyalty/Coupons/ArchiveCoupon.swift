public import OctopusContract

public enum ArchiveCoupon: Method {
    public typealias Reply = Coupon

    public static let declaration = MethodDeclaration(
        "loyalty.v1/ArchiveCoupon",
        .command,
        "Ends a coupon for good, and with it those issued.",
        access: .anyOf(.partnerUser(.coupons, .full)),
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
