import GRDB
import OctopusLoyaltyContract
import OctopusPartnersContract
import OctopusSegments
import OctopusServiceKit

/// A channel, as partners tells of it.
struct ChannelRecord: OwnedRecord {
    static let databaseTableName = "channels"

    let id: ChannelID
    let version: Int64
    let tenant: TenantID
    let partner: PartnerID
    let name: String
    let isPublished: Bool

    /// Reads of channels and of all that hangs on them.
    static let follower = "channels"

    /// Keeps channels, their followers, what packages include, and what can be offered.
    static let followers: [FollowerDefinition<HelpdeskEnvironment>] = [
        .projection(
            follower,
            of: "partners",
            [
                .keep(
                    ChannelChanged.self,
                    in: "channels",
                    missing: .becomes(["is_published": "0"], when: { $0.status == .archived }),
                    [
                        "tenant": { try $0.tenant }, "partner": { try $0.partner },
                        "name": { $0.event.terms.name },
                        "is_published": { $0.event.status == .published ? 1 : 0 },
                    ]
                ),
                .channelFollowers, Entitlement.handler, .segments,
                .keep(
                    PromoChanged.self,
                    in: "promos",
                    missing: .becomes(["is_live": "0"]),
                    [
                        "partner": { try $0.partner }, "title": { $0.event.terms.title },
                        "is_live": { $0.event.status == .live ? 1 : 0 },
                    ]
                ),
            ]
        ),
        .projection(
            "coupons",
            of: "loyalty",
            [
                .keep(
                    CouponChanged.self,
                    in: "coupons",
                    missing: .becomes(["is_published": "0"], when: { $0.status == .archived }),
                    [
                        "partner": { try $0.partner }, "title": { $0.event.terms.title },
                        "is_published": { $0.event.status == .published ? 1 : 0 },
                    ]
                )
            ]
        ),
    ]

    /// What a coupon is called, once loyalty has told.
    static func title(ofCoupon coupon: CouponID, in database: Database) throws -> String? {
        try String.one(database, "SELECT title FROM coupons WHERE id = ?", [coupon])
    }

    /// Whether an end user follows it.
    func isFollowed(by endUser: EndUserID, in database: Database) throws -> Bool {
        try database.exists(
            "SELECT 1 FROM channel_followers WHERE channel = ? AND end_user = ?",
            [id, endUser]
        )
    }
}
