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
            .codeRefused, .codeExpired, .codeUsed, .couponUnavailable, .endUserBlocked,
            .partnerSuspended,
        ]
    )

    public struct Request: Message {
        public let text: String

        public init(text: String) {
            self.text = text
        }
    }

    public enum Reply: Message {
        case endUser(ScannedEndUser)
        case coupon(Redemption)
    }
}

/// Who was scanned, and what this operator may give them.
public struct ScannedEndUser: Message {
    public let endUserId: EndUserID
    /// Their End-user ID, to be compared with their screen.
    public let endUserCode: String
    /// Good for one ``GiveScanned``, by the same operator, for two minutes.
    public let scan: String
    public let scanExpiresAt: Instant
    public let points: [GivablePoints]
    public let coupons: [GivableCoupon]

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

public struct GivablePoints: Message {
    public let pointTypeId: PointTypeID
    public let name: String
    public let balance: Int64

    public init(pointTypeId: PointTypeID, name: String, balance: Int64) {
        self.pointTypeId = pointTypeId
        self.name = name
        self.balance = balance
    }
}

public struct GivableCoupon: Message {
    public let couponId: CouponID
    public let title: String

    public init(couponId: CouponID, title: String) {
        self.couponId = couponId
        self.title = title
    }
}

extension ScanCode.Request {
    public static let limits: [FieldLimit<Self>] = [
        .text("text", \.text, .typed(bytes: 4296))
    ]
}
