public import OctopusContract

/// A code is honoured once.
///
/// A coupon's is redeemed at once; for an end user's, ``GiveScanned`` takes the `scan` that this
/// returns, together with what was chosen.
public enum ScanCode: Method {
    public static let declaration = MethodDeclaration(
        "loyalty.v1/ScanCode",
        .command,
        "Takes what a partner's scanner read: redeems a coupon, or says what can be given.",
        access: .anyOf(.partnerUser(.points, .update), .partnerUser(.coupons, .update)),
        routing: .partner,
        reasons: [
            .codeRefused, .codeExpired, .codeUsed, .couponUnavailable, .tooFewUses,
            .endUserBlocked, .partnerSuspended,
        ]
    )

    public struct Request: Message {
        /// What the scanner read.
        public let text: String
        /// How many uses of a coupon at once, all or none; one if absent.
        ///
        /// It means nothing with an end user's code.
        public let times: Int64?

        /// Makes a request.
        public init(text: String, times: Int64? = nil) {
            self.text = text
            self.times = times
        }
    }

    /// What it was that was scanned, and what came of it.
    public enum Reply: Message {
        /// It is an end user's: what can be given to them.
        case endUser(ScannedEndUser)
        /// It was a coupon's: it was redeemed.
        case coupon(Redemption)
    }
}

/// Who was scanned, and what this operator may give them.
public struct ScannedEndUser: Message {
    /// The end user.
    public let endUserId: EndUserID
    /// Their End-user ID, to be compared with their screen.
    public let endUserCode: String
    /// Good for one ``GiveScanned``, by the same operator, for two minutes.
    public let scan: String
    /// When the scan ends: nothing can be given by it any more.
    public let scanExpiresAt: Instant
    /// The point types that can be given.
    public let points: [GivablePoints]
    /// The coupons that can be given.
    public let coupons: [GivableCoupon]

    /// Makes one from its fields.
    public init(
        endUserId: EndUserID,
        endUserCode: String,
        scan: String,
        scanExpiresAt: Instant,
        points: [GivablePoints],
        coupons: [GivableCoupon]
    ) {
        self.endUserId = endUserId
        self.endUserCode = endUserCode
        self.scan = scan
        self.scanExpiresAt = scanExpiresAt
        self.points = points
        self.coupons = coupons
    }
}

/// A point type that can be given.
public struct GivablePoints: Message {
    /// The point type.
    public let pointTypeId: PointTypeID
    /// What people call it.
    public let name: String
    /// All points of this type that the end user can now use; below zero, what they owe.
    public let balance: Int64

    /// Makes one from its fields.
    public init(pointTypeId: PointTypeID, name: String, balance: Int64) {
        self.pointTypeId = pointTypeId
        self.name = name
        self.balance = balance
    }
}

/// A coupon that can be given.
public struct GivableCoupon: Message {
    /// The coupon.
    public let couponId: CouponID
    /// The coupon's title.
    public let title: String

    /// Makes one from its fields.
    public init(couponId: CouponID, title: String) {
        self.couponId = couponId
        self.title = title
    }
}

extension ScanCode.Request {
    public static let limits: [FieldLimit<Self>] = [
        .text("text", \.text, .typed(bytes: 4296)),
        .number("times", \.times, LoyaltyLimits.times, standard: 1),
    ]
}
