public import OctopusContract

/// Where loyalty runs as several shards, the client asks each and puts the answers together.
public enum GetWallet: Method {
    public static let declaration = MethodDeclaration(
        "loyalty.v1/GetWallet",
        .read,
        "Shows an end user their points and the coupons that they can use.",
        access: .anyOf(.endUser),
        routing: .tenant
    )

    public struct Request: Message {
        /// Makes a request.
        public init() {}
    }

    public struct Reply: Message {
        /// At most 1000, oldest point type first; ``ListBalances`` has all of one partner's.
        public let balances: [Balance]
        /// Those that can be used, at most 200, newest first.
        public let coupons: [IssuedCoupon]

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(balances: [Balance], coupons: [IssuedCoupon]) {
            self.balances = balances
            self.coupons = coupons
        }
    }
}
