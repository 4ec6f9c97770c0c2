import GRDB
import OctopusAdvertisingContract
import OctopusPartnersContract
import OctopusServiceKit

/// An ad as it lies in the database.
struct AdRecord: OwnedRecord, VersionedRecord {
    static let databaseTableName = "ads"

    let id: AdID
    let tenant: TenantID
    let partner: PartnerID
    var version: Int64 = 1
    private(set) var name: String
    private var format: AdFormat
    private var headline: String?
    private var text: String?
    private var action: String?
    private var target: String?
    private var picture: FileID?
    private(set) var video: FileID?
    private var videoLink: String?
    private var cards: [AdCard] = []
    private(set) var status = AdStatus.draft
    /// The last request: a decision of an earlier one is about other words.
    private(set) var request: RequestID?
    private var reason: String?
    private let createdAt: Instant

    init(_ fields: AdFields, id: AdID, of partner: PartnerRecord, at now: Instant) {
        (self.id, tenant, self.partner, createdAt) = (id, partner.tenant, partner.id, now)
        (name, format) = (fields.terms.name, fields.terms.format)
        take(fields)
    }

    /// Replaces everything that can be edited.
    mutating func take(_ fields: AdFields) {
        let terms = fields.terms
        (name, format) = (terms.name, terms.format)
        (headline, text) = (terms.headline, terms.text)
        (action, target) = (terms.action, terms.target)
        (picture, cards) = (terms.pictureId, terms.cards ?? [])
        (video, videoLink) = (terms.videoId, terms.videoLink)
    }

    /// The tenant is asked about it as it is now.
    mutating func ask(by request: RequestID) {
        become(.inReview)
        self.request = request
    }

    /// What its partner or its tenant makes of it; one that is archived gives up its files.
    mutating func become(_ status: AdStatus, because reason: String? = nil) {
        (self.status, self.reason) = (status, reason)
        if status == .archived { (picture, video, cards) = (nil, nil, []) }
    }

    var scope: RecordScope { RecordScope(tenant: tenant, partner: partner) }

    /// In the order in which they are shown.
    var pictures: [FileID] { picture.map { [$0] } ?? cards.map(\.pictureId) }

    var terms: AdTerms {
        AdTerms(
            name: name,
            format: format,
            headline: headline,
            text: text,
            action: action,
            target: target,
            pictureId: picture,
            videoId: video,
            videoLink: videoLink,
            cards: cards.isEmpty ? nil : cards
        )
    }

    /// What the tenant sees before it decides: all that end users would see.
    var preview: RequestPreview {
        let words = [headline, text, action, target] + cards.flatMap { [$0.headline, $0.target] }
        let content = words.compactMap(\.self).joined(separator: "\n")
        return RequestPreview(
            content: content.isEmpty ? nil : content,
            engagement: "ad",
            pictureIds: pictures.isEmpty ? nil : pictures,
            videoId: video,
            videoLink: videoLink
        )
    }

    var ad: Ad {
        Ad(
            id: id,
            version: version,
            terms: terms,
            status: status,
            requestId: request,
            reason: reason,
            createdAt: createdAt
        )
    }

    var state: AdChanged { AdChanged(id: id, version: version, terms: terms, status: status) }
}
