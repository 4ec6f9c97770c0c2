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
    private(set) var pictures: [FileID]
    private(set) var video: FileID?
    private(set) var reach: PromoReach
    private(set) var channels: [ChannelID]
    private(set) var segment: SegmentID?
    /// What the segment's rule was when the promo was scheduled.
    var rule: SegmentRule?
    private(set) var startsAt: Instant?
    private(set) var endsAt: Instant?
    /// The days of the tenant's zone that the times were made of.
    private var startsOn: String?
    private var endsOn: String?
    private(set) var status = PromoStatus.draft
    /// The last request for it.
    var request: RequestID?
    var startedAt: Instant?
    private let createdAt: Instant

    init(_ fields: PromoFields, id: PromoID, of partner: PartnerRecord, at now: Instant) {
        (seq, self.id, tenant, self.partner) = (nil, id, partner.tenant, partner.id)
        (title, text, reach, channels, pictures, createdAt) = ("", "", .followers, [], [], now)
        take(fields)
    }

    /// Replaces everything that can be edited.
    mutating func take(_ fields: PromoFields) {
        let terms = fields.terms
        (title, text, target, videoLink) = (terms.title, terms.text, terms.target, terms.videoLink)
        (pictures, video) = (terms.pictureIds ?? [], terms.videoId)
        (reach, channels) = (terms.audience.reach, terms.audience.channels)
        segment = terms.audience.segmentId
        (startsOn, endsOn) = (terms.startsOn, terms.endsOn)
        (startsAt, endsAt) = (fields.startsAt, fields.endsAt)
    }

    /// What becomes of a draft, which is shown to those whom the rule selects from now on.
    mutating func schedule(as status: PromoStatus, to rule: SegmentRule?) {
        (self.status, self.rule) = (status, rule)
    }

    /// What the tenant or the time makes of it; one that has ended gives up its files.
    mutating func become(_ status: PromoStatus) {
        self.status = status
        switch status {
        case .draft: rule = nil
        case .ended, .cancelled: (pictures, video) = ([], nil)
        case .requested, .scheduled, .live: break
        }
    }

    var scope: RecordScope { RecordScope(tenant: tenant, partner: partner) }

    var terms: PromoTerms {
        PromoTerms(
            title: title,
            text: text,
            target: target,
            videoLink: videoLink,
            pictureIds: shownPictures,
            videoId: video,
            audience: PromoAudience(reach: reach, channels: channels, segmentId: segment),
            startsAt: startsOn == nil ? startsAt : nil,
            endsAt: endsOn == nil ? endsAt : nil,
            startsOn: startsOn,
            endsOn: endsOn
        )
    }

    /// Nil for none.
    var shownPictures: [FileID]? { pictures.isEmpty ? nil : pictures }

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
            opens: told(counts?[0] ?? 0),
            clicks: told(counts?[1] ?? 0),
            createdAt: createdAt
        )
    }

    /// A number of end users as its partner is told it: of a segment's in whole tens, as the segment's size,
    /// so that a promo to few people tells nothing of one of them.
    private func told(_ count: Int64) -> Int64 { count - count % countStep }

    /// By how many opens and clicks its numbers rise.
    var countStep: Int64 { rule == nil ? 1 : SegmentLimits.sizeStep }

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
            pictureIds: shownPictures,
            videoId: video,
            startedAt: startedAt ?? createdAt,
            endsAt: endsAt,
            isOpened: openedAt != nil
        )
    }
}
