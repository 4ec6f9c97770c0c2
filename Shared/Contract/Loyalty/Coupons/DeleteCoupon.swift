public import OctopusContract

/// Deletes a draft, or an archived coupon that nobody holds.
///
/// It is in no list any more. Copies that were redeemed, expired or taken back stay in histories and reports,
/// with its title.
public enum DeleteCoupon: Method {
    public typealias Request = CouponVersion
    public typealias Reply = Empty

    public static let declaration = MethodDeclaration(
        "loyalty.v1/DeleteCoupon",
        .command,
        "Deletes a draft, or an archived coupon that nobody holds.",
        access: .anyOf(.partnerUser(.coupons, .full)),
        routing: .partner,
        reasons: [.wrongState, .couponHeld, .partnerSuspended, .notInPackage]
    )
}
