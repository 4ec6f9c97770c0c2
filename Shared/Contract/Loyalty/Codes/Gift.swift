public import OctopusContract

/// What an operator chose to give.
public enum Gift: Message {
    /// So many points of a type.
    case points(pointTypeId: PointTypeID, amount: Int64)
    /// One copy of a coupon.
    case coupon(couponId: CouponID)

    private enum Kind: String, Codable, Sendable, CaseIterable { case points, coupon }

    private enum CodingKeys: String, CodingKey {
        case kind, pointTypeId, amount, couponId
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        switch try container.decode(Kind.self, forKey: .kind) {
        case .points:
            self = .points(
                pointTypeId: try container.decode(PointTypeID.self, forKey: .pointTypeId),
                amount: try container.decode(Int64.self, forKey: .amount)
            )
        case .coupon:
            self = .coupon(couponId: try container.decode(CouponID.self, forKey: .couponId))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .points(let pointTypeId, let amount):
            try container.encode(Kind.points, forKey: .kind)
            try container.encode(pointTypeId, forKey: .pointTypeId)
            try container.encode(amount, forKey: .amount)
        case .coupon(let couponId):
            try container.encode(Kind.coupon, forKey: .kind)
            try container.encode(couponId, forKey: .couponId)
        }
    }
}

extension Gift {
    public static let limits: [FieldLimit<Self>] = [
        .number("amount", \.amount, LoyaltyLimits.amount)
    ]

    private var amount: Int64? {
        if case .points(_, let amount) = self { amount } else { nil }
    }
}
