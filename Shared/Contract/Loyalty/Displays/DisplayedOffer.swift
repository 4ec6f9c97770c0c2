public import OctopusContract

/// What a displayed code brings to those who scan it.
public enum DisplayedOffer: Message {
    /// They follow a channel.
    case follow(channelId: ChannelID)
    /// They get so many points of a type.
    case points(pointTypeId: PointTypeID, amount: Int64)
    /// They get one copy of a coupon, which costs them no points.
    case coupon(couponId: CouponID)
    /// A copy of a coupon that they hold is redeemed.
    case redeem(couponId: CouponID)

    private enum CodingKeys: String, CodingKey {
        case kind, channelId, pointTypeId, amount, couponId
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        switch try container.decode(DisplayKind.self, forKey: .kind) {
        case .follow:
            self = .follow(channelId: try container.decode(ChannelID.self, forKey: .channelId))
        case .points:
            self = .points(
                pointTypeId: try container.decode(PointTypeID.self, forKey: .pointTypeId),
                amount: try container.decode(Int64.self, forKey: .amount)
            )
        case .coupon:
            self = .coupon(couponId: try container.decode(CouponID.self, forKey: .couponId))
        case .redeem:
            self = .redeem(couponId: try container.decode(CouponID.self, forKey: .couponId))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(kind, forKey: .kind)
        switch self {
        case .follow(let channelId):
            try container.encode(channelId, forKey: .channelId)
        case .points(let pointTypeId, let amount):
            try container.encode(pointTypeId, forKey: .pointTypeId)
            try container.encode(amount, forKey: .amount)
        case .coupon(let couponId), .redeem(let couponId):
            try container.encode(couponId, forKey: .couponId)
        }
    }
}

/// What displayed codes are for.
public enum DisplayKind: String, Codable, Sendable, CaseIterable {
    /// To follow a channel.
    case follow
    /// To get points.
    case points
    /// To get a coupon.
    case coupon
    /// To redeem a coupon that is held.
    case redeem
}

extension DisplayedOffer {
    /// What it is for.
    public var kind: DisplayKind {
        switch self {
        case .follow: .follow
        case .points: .points
        case .coupon: .coupon
        case .redeem: .redeem
        }
    }

    public static let limits: [FieldLimit<Self>] = [
        .number("amount", \.points, LoyaltyLimits.amount)
    ]

    private var points: Int64? {
        if case .points(_, let amount) = self { amount } else { nil }
    }
}
