public import OctopusContract

/// Lists an end user's coupons of one state, newest first.
public enum ListOwnCoupons: Method {
    public typealias Reply = Page<IssuedCoupon>

    public static let declaration = MethodDeclaration(
        "loyalty.v1/ListOwnCoupons",
        .read,
        "Lists an end user's coupons of one state, newest first.",
        access: .anyOf(.endUser),
        routing: .tenant
    )

    public struct Request: PageRequest {
        /// Those that are held can be used now.
        ///
        /// One whose time has passed is among those that are `expired` within a minute.
        public let status: IssuedCouponStatus?
        /// Also ``GetWallet/Reply/nextCoupons``, for those that are held.
        public let after: PageCursor?
        public let limit: Int64?

        /// Makes a request.
        public init(
            status: IssuedCouponStatus? = nil,
            after: PageCursor? = nil,
            limit: Int64? = nil
        ) {
            self.status = status
            self.after = after
            self.limit = limit
        }
    }
}

extension ListOwnCoupons.Request {
    public static let limits: [FieldLimit<Self>] = [
        .standard("status", IssuedCouponStatus.held.rawValue), .pageRows,
    ]
}
