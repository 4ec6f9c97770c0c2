public import OctopusContract

// What can be done with a coupon:
//
//     draft ──▶ published ◀──▶ paused
//       └────────────┴────────────┴──▶ archived ──▶ deleted, once nobody holds it
//       └──▶ deleted

/// The coupon that a step is taken with.
public struct CouponVersion: Message {
    /// The coupon.
    public let couponId: CouponID
    /// The version that was read.
    public let version: Int64

    /// Makes one from its fields.
    public init(couponId: CouponID, version: Int64) {
        self.couponId = couponId
        self.version = version
    }
}

/// Makes a coupon available.
public enum PublishCoupon: Method {
    public typealias Request = CouponVersion
    public typealias Reply = Coupon

    public static let declaration = MethodDeclaration(
        "loyalty.v1/PublishCoupon",
        .command,
        "Makes a coupon available.",
        access: .anyOf(.partnerUser(.coupons, .update)),
        routing: .partner,
        reasons: [.wrongState, .partnerSuspended, .notInPackage, .packageLimit]
    )
}

/// Stops a coupon from being got; those issued can be used.
public enum PauseCoupon: Method {
    public typealias Request = CouponVersion
    public typealias Reply = Coupon

    public static let declaration = MethodDeclaration(
        "loyalty.v1/PauseCoupon",
        .command,
        "Stops a coupon from being got; those issued can be used.",
        access: .anyOf(.partnerUser(.coupons, .update)),
        routing: .partner,
        reasons: [.wrongState, .partnerSuspended, .notInPackage]
    )
}

/// Ends a coupon for good, and with it those issued.
public enum ArchiveCoupon: Method {
    public typealias Request = CouponVersion
    public typealias Reply = Coupon

    public static let declaration = MethodDeclaration(
        "loyalty.v1/ArchiveCoupon",
        .command,
        "Ends a coupon for good, and with it those issued.",
        access: .anyOf(.partnerUser(.coupons, .full)),
        routing: .partner,
        reasons: [.wrongState, .partnerSuspended, .notInPackage]
    )
}
