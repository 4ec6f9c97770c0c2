public import OctopusContract

/// Where loyalty runs as several shards, the client asks each and puts the answers together.
public enum GetWallet: Method {
    public static let declaration = MethodDeclaration(
        "loyalty.v1/GetWallet",
        .read,
        "Shows an end user the first of their points and of the coupons that they can use.",
        access: .anyOf(.endUser),
        routing: .tenant
    )

    public struct Request: Message {
        /// Makes a request.
        public init() {}
    }

    public struct Reply: Message {
        /// The first ones, oldest point type first.
        public let balances: [Balance]
        /// Those that can be used, the newest ones, newest first.
        public let coupons: [IssuedCoupon]
        /// Where ``ListOwnBalances`` goes on; absent if these are all.
        public let nextBalances: PageCursor?
        /// Where ``ListOwnCoupons`` goes on; absent if these are all.
        public let nextCoupons: PageCursor?

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(
            balances: [Balance],
            coupons: [IssuedCoupon],
            nextBalances: PageCursor? = nil,
            nextCoupons: PageCursor? = nil
        ) {
            self.balances = balances
            self.coupons = coupons
            self.nextBalances = nextBalances
            self.nextCoupons = nextCoupons
        }
    }
}
