import GRDB
package import OctopusHelpdeskContract
package import OctopusServiceKit

extension NotePageView: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<HelpdeskEnvironment>
    ) throws -> Reply {
        let (now, database) = (context.now, context.database)
        guard let visitor = context.caller.person?.visitorID else { throw Refusal(.denied) }
        let partner = try context.activePartner()
        guard request.hasConsented else { return Reply(isNoted: false) }
        let throttle = Throttle(ThrottleKey(.pageViews, "\(visitor)"))
        try throttle.check(in: database, at: now)
        try throttle.count(in: database, at: now)
        let page = try context.page(of: request, at: partner.id)
        guard var record = try VisitorRecord.find(visitor, of: partner.id, in: database) else {
            try Visits.makeRoom(at: partner.id, in: database)
            try VisitorRecord(visitor, of: partner, on: page, at: now).store(in: database)
            if let stored = try VisitorRecord.find(visitor, of: partner.id, in: database) {
                try Visits.add(to: stored, at: now, in: database)
            }
            return Reply(isNoted: true)
        }
        let isNext = record.note(page, at: now)
        try record.storeChange(in: database)
        if isNext { try Visits.add(to: record, at: now, in: database) }
        return Reply(isNoted: true)
    }
}

extension ThrottlePolicy {
    /// A page a second for a while, and one in two seconds in the long run.
    fileprivate static let pageViews = ThrottlePolicy(
        "pageViews",
        free: 60,
        delays: .seconds(1) ... .seconds(60),
        forgettingOneEach: .seconds(2)
    )
}

extension CommandContext<HelpdeskEnvironment> {
    /// - Throws: `invalid`, `websiteUnknown`.
    fileprivate func page(
        of request: NotePageView.Request,
        at partner: PartnerID
    ) throws -> NotedPage {
        var fields = FieldRules()
        let title = fields.text(request.title, "title", VisitorLimits.title)
        let isCountry =
            request.country?.utf8.allSatisfy { (0x41...0x5A).contains($0) } != false
            && [nil, 2].contains(request.country?.utf8.count)
        fields.require(isCountry, "country", .form, "A country is written like HR.")
        try fields.check()
        guard let address = try PageAddress.read(request.page),
            let website = try WebsiteRecord.having(address, of: partner, in: database)
        else { throw Refusal(.websiteUnknown) }
        return NotedPage(
            address: address,
            website: website.id,
            title: title,
            // What is no address says nothing.
            referrer: request.referrer.flatMap { PageAddress($0)?.host },
            country: request.country
        )
    }
}

/// The pages that visitors opened.
enum Visits {
    /// How long they are kept.
    static let kept = Duration.seconds(90 * 86_400)

    static let purge = [
        PurgeRule("visitors", key: "seq", olderBy: "seen_at", keptFor: kept, rows: 20),
        PurgeRule("page_views", olderBy: "at", keptFor: kept),
    ]

    /// Where a partner has as many visitors as are kept, who was seen longest ago is forgotten.
    static func makeRoom(
        at partner: PartnerID,
        most: Int64 = VisitorLimits.visitors,
        in database: Database
    ) throws {
        let count = try Int64.one(
            database,
            "SELECT visitors FROM visitor_counts WHERE partner = ?",
            [partner]
        )
        guard count ?? 0 >= most else { return }
        try database.run(
            """
            DELETE FROM visitors WHERE seq = (
                SELECT seq FROM visitors WHERE partner = ? ORDER BY seen_at, seq LIMIT 1
            )
            """,
            [partner]
        )
    }

    /// Adds the page that they are on; the oldest of too many is forgotten.
    static func add(to visitor: VisitorRecord, at now: Instant, in database: Database) throws {
        let page = visitor.page
        try database.run(
            """
            INSERT INTO page_views (visitor, at, website, host, path, title, referrer)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            [
                visitor.seq, now, page.websiteId, page.host, page.path, page.title,
                page.referrer,
            ]
        )
        try database.run(
            """
            DELETE FROM page_views WHERE visitor = ? AND id <= (
                SELECT id FROM page_views WHERE visitor = ? ORDER BY id DESC LIMIT 1 OFFSET ?
            )
            """,
            [visitor.seq, visitor.seq, VisitorLimits.pageViews]
        )
    }
}
