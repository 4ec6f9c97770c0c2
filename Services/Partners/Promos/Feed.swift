import GRDB
package import OctopusPartnersContract
package import OctopusServiceKit

/// Which promos concern an end user, found by reading: nothing is written for each follower.
///
/// Who follows a channel has asked for its promos. Others see what reaches everybody, if they agreed to
/// promotions in the app and the tenant approved it.
struct Feed {
    private let endUser: EndUserID
    private let tenant: TenantID
    private let agrees: Bool

    init(_ context: some FeedContext) throws {
        (endUser, tenant) = try (
            context.caller.requireEndUser(), context.caller.requireTenant()
        )
        agrees = try context.database.exists(
            "SELECT 1 FROM receivers WHERE id = ? AND agrees = 1",
            [endUser]
        )
    }

    /// The live ones of the tenant, the newest first; those that don't concern the end user are sifted.
    func list(at now: Instant) -> ListQuery {
        var list = ListQuery(
            of: PromoRecord.self,
            by: "started_at",
            "seq",
            direction: .descending
        )
        list.filter("tenant", tenant)
        list.where("status = 'live'")
        list.where(Self.isNow, at: now)
        list.sift(concerns, endUser)
        return list
    }

    /// Those of one channel.
    func list(of channel: ChannelID, at now: Instant) -> ListQuery {
        var list = ListQuery(
            """
            SELECT promos.*, promo_channels.promo FROM promo_channels
            CROSS JOIN promos ON promos.seq = promo_channels.promo
            """,
            by: "promo_channels.started_at",
            "promo_channels.promo",
            direction: .descending
        )
        list.filter("promo_channels.channel", channel)
        list.where(Self.isNow, at: now)
        list.sift(concerns, endUser)
        return list
    }

    /// One that concerns the end user now.
    ///
    /// - Throws: `notFound`.
    func find(_ id: PromoID, at now: Instant, in database: Database) throws -> PromoRecord {
        let found = try PromoRecord.one(
            database,
            """
            SELECT * FROM promos
            WHERE id = ? AND tenant = ? AND status = 'live' AND \(Self.isNow) AND \(concerns)
            """,
            [id, tenant, now, endUser]
        )
        guard let found else { throw Refusal(.notFound) }
        return found
    }

    func item(_ promo: PromoRecord, in database: Database) throws -> FeedItem {
        try promo.item(for: endUser, in: database)
    }

    private static let isNow = "(promos.ends_at IS NULL OR promos.ends_at > ?)"

    /// Its partner may show it, and it is for the end user: the condition's only value.
    private var concerns: String {
        let others = agrees ? "promos.reach = 'everybody' OR " : ""
        return """
            (EXISTS (
                SELECT 1 FROM promo_channels AS shown CROSS JOIN channels ON channels.id = shown.channel
                WHERE shown.promo = promos.seq AND \(ChannelRecord.isShown)
                    AND (\(others)EXISTS (
                        SELECT 1 FROM channel_followers
                        WHERE channel_followers.channel = shown.channel AND channel_followers.end_user = ?
                    ))
            ) AND NOT EXISTS (
                SELECT 1 FROM partnerships
                WHERE partnerships.id = promos.partner AND instr(products, '"promos"') = 0
            ))
            """
    }
}

/// What a feed is read in: a read, or a command of its end user.
protocol FeedContext {
    var caller: Caller { get }
    var database: Database { get }
}

extension ReadContext: FeedContext {}
extension CommandContext: FeedContext {}

extension ListFeed: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<PartnersEnvironment>
    ) throws -> Page<FeedItem> {
        let feed = try Feed(context)
        let list = feed.list(at: context.now)
        return try page(list, of: request, in: context, as: PromoRecord.self) {
            try feed.item($0, in: context.database)
        }
    }
}

extension ListChannelPromos: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<PartnersEnvironment>
    ) throws -> Page<FeedItem> {
        let channel = try ChannelRecord.shown(
            request.channelId,
            of: context.caller.requireTenant(),
            in: context.database
        )
        let feed = try Feed(context)
        let list = feed.list(of: channel.id, at: context.now)
        return try page(list, of: request, in: context, as: PromoRecord.self) {
            try feed.item($0, in: context.database)
        }
    }
}
