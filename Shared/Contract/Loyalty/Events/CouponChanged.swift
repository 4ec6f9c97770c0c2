public import OctopusContract

public struct CouponChanged: StateEvent {
    public static let declaration = EventDeclaration(
        "loyalty.v1/CouponChanged",
        .state,
        "A coupon as it now is."
    )

    public let id: CouponID
    public let version: Int64
    public let status: CouponStatus
    public let terms: CouponTerms

    public init(id: CouponID, version: Int64, status: CouponStatus, terms: CouponTerms) {
        self.id = id
        self.version = version
        self.status = status
        self.terms = terms
    }
}
