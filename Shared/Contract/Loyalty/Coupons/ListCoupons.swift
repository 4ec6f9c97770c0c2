public import OctopusContract

public enum ListCoupons: Method {
    public static let declaration = MethodDeclaration(
        "loyalty.v1/ListCoupons",
        .read,
        "Lists the partner's coupons, newest first.",
        access: .anyOf(.partnerUser(.coupons, .view)),
        routing: .partner
    )

    public struct Request: Message {
        public let status: CouponStatus?
        /// Only those whose title contains this, whatever the case.
        public let search: String?
        public let after: CouponID?
        /// At most 100, 50 if absent.
        public let limit: Int64?

        public init(
            status: CouponStatus? = nil,
            search: String? = nil,
            after: CouponID? = nil,
            limit: Int64? = nil
        ) {
            self.status = status
            self.search = search
            self.after = after
            self.limit = limit
        }
    }

    public struct Reply: Message {
        public let coupons: [Coupon]
        /// Absent on the last page.
        public let next: CouponID?

        public init(coupons: [Coupon], next: CouponID? = nil) {
            self.coupons = coupons
            self.next = next
        }
    }
}
