public import OctopusContract

/// A coupon as it now is.
public struct CouponChanged: StateEvent {
    public static let declaration = EventDeclaration(
        "loyalty.v1/CouponChanged",
        .state,
        "A coupon as it now is."
    )

    /// Its identifier.
    public let id: CouponID
    /// Rises with each change.
    public let version: Int64
    /// What may be done with it now.
    public let status: CouponStatus
    /// What the coupon says and what it costs.
    public let terms: CouponTerms
    /// Whether it was deleted; absent if not.
    ///
    /// Its status is `archived` then.
    public let isDeleted: Bool?

    /// Makes one from its fields.
    public init(
        id: CouponID,
        version: Int64,
        status: CouponStatus,
        terms: CouponTerms,
        isDeleted: Bool? = nil
    ) {
        self.id = id
        self.version = version
        self.status = status
        self.terms = terms
        self.isDeleted = isDeleted
    }
}
