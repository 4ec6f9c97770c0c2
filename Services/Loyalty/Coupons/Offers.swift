import FoundationEssentials
import GRDB
import OctopusLoyaltyContract
import OctopusServiceKit

/// Coupons as one end user may get them.
enum Offers {
    /// What they lack for a coupon, and what is left of it.
    ///
    /// - Parameters:
    ///   - row: The coupon, with `type_name` of its price.
    ///   - partnerName: What people call its partner.
    ///   - endUser: Who may get it.
    ///   - context: The read.
    /// - Returns: The offer.
    /// - Throws: What the database throws.
    static func offer(
        _ row: Row,
        of partnerName: String,
        to endUser: EndUserID,
        _ context: ReadContext<LoyaltyEnvironment>
    ) throws -> ListGettable.Offer {
        let coupon = try CouponRecord(row: row)
        let shown = coupon.coupon.terms
        let balance = try coupon.price.map {
            try context.database.balance(of: endUser, $0.pointTypeId, at: context.now)
        }
        let missing = max(0, (coupon.price?.amount ?? 0) - (balance ?? 0))
        let left = coupon.stock.map { max(0, $0 - coupon.issued) }
        let limits = try coupon.limits(
            of: endUser,
            at: context.now,
            context.environment.calendar,
            in: context.database
        )
        let leftForUser = limits.map(\.left).min()
        return ListGettable.Offer(
            couponId: coupon.id,
            partnerId: coupon.partner,
            partnerName: partnerName,
            title: shown.title,
            description: shown.description,
            terms: shown.terms,
            price: coupon.price,
            pointTypeName: row["type_name"],
            balance: balance,
            missing: missing,
            left: left,
            leftForUser: leftForUser,
            againAt: limits.againAt,
            validToAt: coupon.validTo,
            canGet: missing == 0 && left != 0 && leftForUser != 0
        )
    }
}

/// The newest coupons of the partners whose channels an end user follows: of each partner as many as are
/// wanted, in the order of an index, and of those the newest again.
struct FollowedOffers: PageSource {
    /// Of more partners than these nobody reads a list.
    private static let mostPartners = 500

    private static let statement = """
        WITH chosen AS (
            SELECT offered.id FROM (
                SELECT DISTINCT channels.partner AS shop FROM channel_followers
                CROSS JOIN channels ON channels.id = channel AND is_published = 1
                WHERE channel_followers.end_user = :endUser LIMIT \(mostPartners))
            CROSS JOIN partners ON partners.id = shop AND partners.status = 'active'
            LEFT JOIN entitlements ON entitlements.id = shop
            CROSS JOIN coupons AS offered ON offered.id IN (
                SELECT coupons.id FROM coupons
                WHERE coupons.partner = shop AND \(CouponRecord.availability(at: ":now"))
                    AND coupons.id < :after AND (channel_ids IS NULL OR EXISTS (
                        SELECT 1 FROM coupon_channels AS shown
                        CROSS JOIN channels AS shop_window ON shop_window.id = shown.channel
                            AND shop_window.is_published = 1
                        CROSS JOIN channel_followers AS follower
                            ON follower.channel = shown.channel AND follower.end_user = :endUser
                        WHERE shown.coupon = coupons.id))
                ORDER BY coupons.id DESC LIMIT :limit)
            WHERE has_coupons IS NOT 0 ORDER BY offered.id DESC LIMIT :limit
        )
        SELECT coupons.*, point_types.name AS type_name, partners.name AS partner_name FROM chosen
        CROSS JOIN coupons ON coupons.id = chosen.id
        CROSS JOIN partners ON partners.id = coupons.partner
        LEFT JOIN point_types ON point_types.id = price_type
        ORDER BY coupons.id DESC
        """
    private static let last = Data(repeating: 0xff, count: 16).databaseValue

    private let endUser: EndUserID
    private let now: Instant
    package let binding: [DatabaseValue]

    init(to endUser: EndUserID, at now: Instant) {
        (self.endUser, self.now, binding) = (endUser, now, [endUser.databaseValue])
    }

    package func statement(
        after place: [DatabaseValue]?,
        rows: Int
    ) -> (String, StatementArguments) {
        (
            Self.statement,
            [
                "endUser": endUser, "now": now, "after": place?.first ?? Self.last,
                "limit": rows,
            ]
        )
    }

    package func place(of row: Row) -> [DatabaseValue] { [row["id"]] }
}
