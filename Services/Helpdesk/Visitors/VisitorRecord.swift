import GRDB
import OctopusHelpdeskContract
import OctopusServiceKit

/// A visitor of a partner's websites, as they lie in the database.
struct VisitorRecord: StoredRecord {
    static let databaseTableName = "visitors"

    /// Its number, which the database gives.
    let seq: Int64?
    let tenant: TenantID
    let partner: PartnerID
    let visitor: VisitorID
    private(set) var website: WebsiteID
    private(set) var host: String
    private(set) var path: String
    private(set) var title: String?
    private(set) var referrer: String?
    private(set) var country: String?
    private(set) var openedAt: Instant
    private(set) var beganAt: Instant
    private(set) var seenAt: Instant
    private(set) var pages: Int64
    private(set) var visits: Int64

    init(_ visitor: VisitorID, of partner: PartnerRecord, on page: NotedPage, at now: Instant) {
        (seq, tenant, self.partner, self.visitor) = (nil, partner.tenant, partner.id, visitor)
        (website, host, path) = (page.website, page.address.host, page.address.path)
        (title, referrer, country) = (page.title, page.referrer, page.country)
        (openedAt, beganAt, seenAt, pages, visits) = (now, now, now, 1, 1)
    }

    static func find(
        _ visitor: VisitorID,
        of partner: PartnerID,
        in database: Database
    ) throws -> VisitorRecord? {
        try one(
            database,
            "SELECT * FROM visitors WHERE partner = ? AND visitor = ?",
            [partner, visitor]
        )
    }

    /// Where they are is the page that they are on, or the next one, of this visit or of a new one.
    ///
    /// - Returns: Whether it is the next one.
    mutating func note(_ page: NotedPage, at now: Instant) -> Bool {
        let isNewVisit = now.milliseconds - seenAt.milliseconds > VisitorLimits.visitMilliseconds
        let isSame = host == page.address.host && path == page.address.path && !isNewVisit
        seenAt = now
        title = page.title
        guard !isSame else { return false }
        (website, host, path) = (page.website, page.address.host, page.address.path)
        (referrer, openedAt) = (page.referrer, now)
        country = page.country ?? country
        if isNewVisit { (beganAt, pages, visits) = (now, 0, visits + 1) }
        pages += 1
        return true
    }

    func isThere(at now: Instant) -> Bool {
        seenAt.milliseconds > now.milliseconds - VisitorLimits.presentMilliseconds
    }

    var page: PageView {
        PageView(
            at: openedAt,
            websiteId: website,
            host: host,
            path: path,
            title: title,
            referrer: referrer
        )
    }

    /// The page that they are on, as routing asks for it.
    var address: PageAddress? { PageAddress("https://\(host)\(path)") }
}

/// What a widget says of a page, in its one form.
struct NotedPage {
    let address: PageAddress
    let website: WebsiteID
    let title: String?
    /// A host alone.
    let referrer: String?
    let country: String?
}
