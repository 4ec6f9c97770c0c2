import OctopusContract

extension ScanCode.Reply {
    private enum Kind: String, Codable, Sendable, CaseIterable { case endUser, coupon }

    private enum CodingKeys: String, CodingKey {
        case kind
        case endUserId, endUserCode, scan, scanExpiresAt, points, coupons
        case issuedCouponId, couponId, title, redeemedAt, redemptionsLeft
        case use, times, uses, usesAllowed
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        switch try container.decode(Kind.self, forKey: .kind) {
        case .endUser: self = .endUser(try Self.endUser(in: container))
        case .coupon: self = .coupon(try Self.redemption(in: container))
        }
    }

    private static func endUser(
        in container: KeyedDecodingContainer<CodingKeys>
    ) throws -> ScannedEndUser {
        ScannedEndUser(
            endUserId: try container.decode(EndUserID.self, forKey: .endUserId),
            endUserCode: try container.decode(String.self, forKey: .endUserCode),
            scan: try container.decode(String.self, forKey: .scan),
            scanExpiresAt: try container.decode(Instant.self, forKey: .scanExpiresAt),
            points: try container.decode([GivablePoints].self, forKey: .points),
            coupons: try container.decode([GivableCoupon].self, forKey: .coupons)
        )
    }

    private static func redemption(
        in container: KeyedDecodingContainer<CodingKeys>
    ) throws -> Redemption {
        Redemption(
            issuedCouponId: try container.decode(IssuedCouponID.self, forKey: .issuedCouponId),
            couponId: try container.decode(CouponID.self, forKey: .couponId),
            endUserId: try container.decode(EndUserID.self, forKey: .endUserId),
            title: try container.decode(String.self, forKey: .title),
            redeemedAt: try container.decode(Instant.self, forKey: .redeemedAt),
            redemptionsLeft: try container.decode(Int64.self, forKey: .redemptionsLeft),
            use: try container.decodeIfPresent(Int64.self, forKey: .use),
            times: try container.decodeIfPresent(Int64.self, forKey: .times),
            uses: try container.decodeIfPresent(Int64.self, forKey: .uses),
            usesAllowed: try container.decodeIfPresent(Int64.self, forKey: .usesAllowed)
        )
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .endUser(let scanned):
            try container.encode(Kind.endUser, forKey: .kind)
            try container.encode(scanned.endUserId, forKey: .endUserId)
            try container.encode(scanned.endUserCode, forKey: .endUserCode)
            try container.encode(scanned.scan, forKey: .scan)
            try container.encode(scanned.scanExpiresAt, forKey: .scanExpiresAt)
            try container.encode(scanned.points, forKey: .points)
            try container.encode(scanned.coupons, forKey: .coupons)
        case .coupon(let redemption):
            try container.encode(Kind.coupon, forKey: .kind)
            try container.encode(redemption.issuedCouponId, forKey: .issuedCouponId)
            try container.encode(redemption.couponId, forKey: .couponId)
            try container.encode(redemption.endUserId, forKey: .endUserId)
            try container.encode(redemption.title, forKey: .title)
            try container.encode(redemption.redeemedAt, forKey: .redeemedAt)
            try container.encode(redemption.redemptionsLeft, forKey: .redemptionsLeft)
            try container.encodeIfPresent(redemption.use, forKey: .use)
            try container.encodeIfPresent(redemption.times, forKey: .times)
            try container.encodeIfPresent(redemption.uses, forKey: .uses)
            try container.encodeIfPresent(redemption.usesAllowed, forKey: .usesAllowed)
        }
    }
}
