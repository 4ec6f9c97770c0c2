public import OctopusContract

/// Lists the partner's coupons, newest first.
public enum ListCoupons: Method {
    public typealias Reply = Page<Coupon>

    public static let declaration = MethodDeclaration(
        "loyalty.v1/ListCoupons",
        .read,
        "Lists the partner's coupons, newest first.",
        access: .anyOf(.partnerUser(.coupons, .view)),
        routing: .partner
    )

    public struct Request: PageRequest {
        /// Only those of this status.
        public let status: CouponStatus?
        /// Only those whose title contains this; case, accents and width make no difference.
        public let search: String?
        public let after: PageCursor?
        public let limit: Int64?

        /// Makes a request.
        public init(
            status: CouponStatus? = nil,
            search: String? = nil,
            after: PageCursor? = nil,
            limit: Int64? = nil
        ) {
            self.status = status
            self.search = search
            self.after = after
            self.limit = limit
        }
    }
}

extension ListCoupons.Request {
    public static let limits: [FieldLimit<Self>] = [.search(\.search), .pageRows]
}
