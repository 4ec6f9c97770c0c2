public import OctopusContract

/// How many of a coupon were issued and redeemed, told at most once a minute.
public struct CouponUsesCounted: StateEvent {
    public static let declaration = EventDeclaration(
        "loyalty.v1/CouponUsesCounted",
        .state,
        "How many of a coupon were issued and redeemed, told at most once a minute."
    )

    /// The coupon.
    public let id: CouponID
    /// Rises each time that it is told.
    public let version: Int64
    /// How many were got or given so far.
    public let issued: Int64
    /// How often they were redeemed, what was undone not counted.
    public let redeemed: Int64

    /// Makes one from its fields.
    public init(id: CouponID, version: Int64, issued: Int64, redeemed: Int64) {
        self.id = id
        self.version = version
        self.issued = issued
        self.redeemed = redeemed
    }
}
