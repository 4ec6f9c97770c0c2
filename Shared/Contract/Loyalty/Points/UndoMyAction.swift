public import OctopusContract

/// Undoes what the calling user has just given: all of an award, or a coupon, of which nothing was used.
public enum UndoMyAction: Method {
    public static let declaration = MethodDeclaration(
        "loyalty.v1/UndoMyAction",
        .command,
        "Takes back what the calling user has just given and nobody has used.",
        access: .anyOf(.partnerUser(.points, .update), .partnerUser(.coupons, .update))
            .refusingImpersonators,
        routing: .partner,
        reasons: [.tooLate, .partlyUsed, .alreadyReversed, .wrongState, .partnerSuspended]
    )

    public struct Request: Message {
        /// The award; either this or `issuedCouponId`.
        public let awardId: AwardID?
        /// The copy of a coupon.
        public let issuedCouponId: IssuedCouponID?

        /// Makes a request.
        public init(awardId: AwardID? = nil, issuedCouponId: IssuedCouponID? = nil) {
            self.awardId = awardId
            self.issuedCouponId = issuedCouponId
        }
    }

    public struct Reply: Message {
        /// Of an award: all points of its type that the end user can now use.
        public let balance: Int64?

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(balance: Int64? = nil) {
            self.balance = balance
        }
    }
}
