public import OctopusContract

/// What was given.
public enum Given: Message {
    /// Points: the award, and what can be used now.
    case points(awardId: AwardID, balance: Int64, expiresAt: Instant?)
    /// A coupon: the copy in the wallet.
    case coupon(issuedCouponId: IssuedCouponID, expiresAt: Instant?)

    private enum Kind: String, Codable, Sendable, CaseIterable { case points, coupon }

    private enum CodingKeys: String, CodingKey {
        case kind, awardId, balance, issuedCouponId, expiresAt
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        switch try container.decode(Kind.self, forKey: .kind) {
        case .points:
            self = .points(
                awardId: try container.decode(AwardID.self, forKey: .awardId),
                balance: try container.decode(Int64.self, forKey: .balance),
                expiresAt: try container.decodeIfPresent(Instant.self, forKey: .expiresAt)
            )
        case .coupon:
            self = .coupon(
                issuedCouponId: try container.decode(
                    IssuedCouponID.self,
                    forKey: .issuedCouponId
                ),
                expiresAt: try container.decodeIfPresent(Instant.self, forKey: .expiresAt)
            )
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .points(let awardId, let balance, let expiresAt):
            try container.encode(Kind.points, forKey: .kind)
            try container.encode(awardId, forKey: .awardId)
            try container.encode(balance, forKey: .balance)
            try container.encodeIfPresent(expiresAt, forKey: .expiresAt)
        case .coupon(let issuedCouponId, let expiresAt):
            try container.encode(Kind.coupon, forKey: .kind)
            try container.encode(issuedCouponId, forKey: .issuedCouponId)
            try container.encodeIfPresent(expiresAt, forKey: .expiresAt)
        }
    }
}
