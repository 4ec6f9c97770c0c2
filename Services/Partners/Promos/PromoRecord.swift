import GRDB
import OctopusPartnersContract
import OctopusServiceKit

/// A promo as it lies in the database.
struct PromoRecord: OwnedRecord, VersionedRecord {
    static let databaseTableName = "promos"

    /// Its place in the order of making; the database gives it.
    let seq: Int64?
    let id: PromoID
    let tenant: TenantID
    let partner: PartnerID
    var version: Int64 = 1
    private(set) var title: String
    private(set) var text: String
    private(set) var target: String?
    private var videoLink: String?
    private(set) var reach: PromoReach
    private(set) var channels: [ChannelID]
    private(set) var startsAt: Instant?
    private(set) var endsAt: Instant?
    var status = PromoStatus.draft
    /// The last request for it.
    var request: RequestID?
    var startedAt: Instant?
    private let createdAt: Instant

    init(_ terms: PromoTerms, id: PromoID, of partner: PartnerRecord, at now: Instant) {
        (seq, self.id, tenant, self.partner) = (nil, id, partner.tenant, partner.id)
        (title, text, reach, channels, createdAt) = ("", "", .followers, [], now)
        take(terms)
    }

    /// Replaces everything that can be edited.
    mutating func take(_ terms: PromoTerms) {
        (title, text, target, videoLink) = (terms.title, terms.text, terms.target, terms.videoLink)
        (reach, channels) = (terms.audience.reach, terms.audience.channels)
        (startsAt, endsAt) = (terms.startsAt, terms.endsAt)
    }

    var scope: RecordScope { RecordScope(tenant: tenant, partner: partner) }

    var terms: PromoTerms {
        PromoTerms(
            title: title,
            text: text,
            target: target,
            videoLink: videoLink,
            audience: PromoAudience(reach: reach, channels: channels),
            startsAt: startsAt,
            endsAt: endsAt
        )
    }

    var state: PromoChanged {
        PromoChanged(id: id, version: version, terms: terms, status: status)
    }

    /// As its partner sees it.
    func promo(in database: Database) throws -> Promo {
        let counts = try Row.one(
            database,
            "SELECT opens, clicks FROM promo_counts WHERE promo = ?",
            [seq]
        )
        return Promo(
            id: id,
            version: version,
            terms: terms,
            status: status,
            requestId: request,
            startedAt: startedAt,
            opens: counts?[0] ?? 0,
            clicks: counts?[1] ?? 0,
            createdAt: createdAt
        )
    }

    /// As an end user sees it.
    func item(for endUser: EndUserID, in database: Database) throws -> FeedItem {
        let row = try Row.one(
            database,
            """
            SELECT name, opened_at FROM partners
            LEFT JOIN promo_readers ON promo_readers.promo = ? AND promo_readers.end_user = ?
            WHERE partners.id = ?
            """,
            [seq, endUser, partner]
        )
        let openedAt: Instant? = row?[1]
        return FeedItem(
            promoId: id,
            partnerId: partner,
            partnerName: row?[0] ?? "",
            title: title,
            text: text,
            hasLink: target != nil,
            videoLink: videoLink,
            startedAt: startedAt ?? createdAt,
            endsAt: endsAt,
            isOpened: openedAt != nil
        )
    }
}
