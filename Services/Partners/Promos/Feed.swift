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
    private let now: Instant
    private let agrees: Bool
    private let follows: Bool
    private let segments: OwnSegments

    init(_ caller: Caller, at now: Instant, in database: Database) throws {
        (endUser, tenant) = try (caller.requireEndUser(), caller.requireTenant())
        self.now = now
        agrees = try database.exists(
            "SELECT 1 FROM receivers WHERE id = ? AND agrees = 1",
            [endUser]
        )
        follows = try database.exists(
            "SELECT 1 FROM channel_followers WHERE end_user = ? LIMIT 1",
            [endUser]
        )
        segments = OwnSegments(of: endUser, in: tenant, at: now, database)
    }

    /// Whether none can concern the end user, who follows nothing and did not agree.
    var isEmpty: Bool { !agrees && !follows }

    /// The live ones of the tenant, the newest first; those that don't concern the end user are sifted.
    func list() -> ListQuery {
        var list = ListQuery(
            of: PromoRecord.self,
            by: "started_at",
            "seq",
            direction: .descending
        )
        list.filter("tenant", tenant)
        list.where("promos.status = 'live'")
        if !follows { list.shorten("promos.reach = 'everybody'") }
        sift(&list)
        return list
    }

    /// Those of one channel.
    func list(of channel: ChannelID) -> ListQuery {
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
        sift(&list)
        return list
    }

    private func sift(_ list: inout ListQuery) {
        list.where(Self.isNow, at: now)
        list.sift(concerns, endUser)
        list.sift(spending: Self.budget) { [segments] row, budget in
            try segments.has(row, spending: &budget)
        }
    }

    /// One that concerns the end user now; nil for one that does not.
    func known(_ id: PromoID, in database: Database) throws -> PromoRecord? {
        let found = try reaching(id, in: database)
        guard let found, try found.rule.map({ try segments.has($0, of: found.partner) }) ?? true
        else { return nil }
        return found
    }

    /// One that they opened, or that concerns them now.
    ///
    /// Of what they opened the segment is not asked again: an answer there adds nothing.
    ///
    /// - Throws: `notFound`.
    func opened(_ id: PromoID, in database: Database) throws -> PromoRecord {
        guard let found = try reaching(id, in: database) else { throw Refusal(.notFound) }
        let isOpened = try database.exists(
            "SELECT 1 FROM promo_readers WHERE promo = ? AND end_user = ?",
            [found.seq, endUser]
        )
        guard
            try isOpened || found.rule.map({ try segments.has($0, of: found.partner) }) ?? true
        else { throw Refusal(.notFound) }
        return found
    }

    /// One that reaches the end user, whether or not they are in its segment.
    private func reaching(_ id: PromoID, in database: Database) throws -> PromoRecord? {
        try PromoRecord.one(
            database,
            """
            SELECT * FROM promos
            WHERE id = ? AND tenant = ? AND status = 'live' AND \(Self.isNow) AND \(concerns)
            """,
            [id, tenant, now, endUser]
        )
    }

    func item(_ promo: PromoRecord, in database: Database) throws -> FeedItem {
        try promo.item(for: endUser, in: database)
    }

    /// Conditions and values of the rules that a page asks: each takes some microseconds.
    private static let budget = 1_000

    private static let isNow = "(promos.ends_at IS NULL OR promos.ends_at > ?)"

    /// Its partner may show it, and it is for the end user: the condition's only value.
    ///
    /// Of most promos of others the first index already says that nobody follows them here.
    private var concerns: String {
        """
        (\(agrees ? "(promos.reach = 'everybody' AND \(Self.isShown)) OR " : "")EXISTS (
            SELECT 1 FROM promo_channels AS shown
            CROSS JOIN channel_followers AS own ON own.channel = shown.channel AND own.end_user = ?
            CROSS JOIN channels ON channels.id = shown.channel
            WHERE shown.promo = promos.seq AND \(ChannelRecord.isShown)
        )) AND NOT EXISTS (
            SELECT 1 FROM partnerships
            WHERE partnerships.id = promos.partner AND instr(products, '"promos"') = 0
        )
        """
    }

    private static let isShown = """
        EXISTS (
            SELECT 1 FROM promo_channels AS shown CROSS JOIN channels ON channels.id = shown.channel
            WHERE shown.promo = promos.seq AND \(ChannelRecord.isShown)
        )
        """
}

extension ListFeed: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<PartnersEnvironment>
    ) throws -> Page<FeedItem> {
        let feed = try Feed(context.caller, at: context.now, in: context.database)
        if feed.isEmpty { return Page(items: []) }
        let list = feed.list()
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
        let feed = try Feed(context.caller, at: context.now, in: context.database)
        if feed.isEmpty { return Page(items: []) }
        let list = feed.list(of: channel.id)
        return try page(list, of: request, in: context, as: PromoRecord.self) {
            try feed.item($0, in: context.database)
        }
    }
}
