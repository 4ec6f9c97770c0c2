import GRDB
import OctopusPartnersContract
import OctopusServiceKit
import OctopusStore

/// A channel as it lies in the database.
struct ChannelRecord: OwnedRecord, VersionedRecord {
    static let databaseTableName = "channels"

    /// Its place in the order of making; the database gives it.
    let seq: Int64?
    let id: ChannelID
    let tenant: TenantID
    let partner: PartnerID
    var version: Int64 = 1
    private(set) var name: String
    private var nameKey: String
    private var description: String?
    private var links: [String]
    private var latitude: Int64?
    private var longitude: Int64?
    private var address: String?
    private(set) var picture: FileID?
    var status = ChannelStatus.draft
    /// Kept by the database's triggers.
    private let isHidden: Bool
    private let createdAt: Instant

    init(_ terms: ChannelTerms, id: ChannelID, of partner: PartnerRecord, at now: Instant) {
        (seq, self.id, tenant, self.partner) = (nil, id, partner.tenant, partner.id)
        (name, nameKey, links) = ("", "", [])
        (isHidden, createdAt) = (false, now)
        take(terms)
    }

    /// Replaces everything that can be edited.
    mutating func take(_ terms: ChannelTerms) {
        (name, nameKey) = (terms.name, Folding.key(terms.name))
        (description, links) = (terms.description, terms.links)
        latitude = terms.place?.latitudeE7
        longitude = terms.place?.longitudeE7
        address = terms.place?.address
        picture = terms.pictureId
    }

    /// It has ended for good: nobody sees it or its picture any more.
    mutating func giveUpPicture() { picture = nil }

    var scope: RecordScope { RecordScope(tenant: tenant, partner: partner) }

    var terms: ChannelTerms {
        ChannelTerms(
            name: name,
            description: description,
            links: links,
            place: place,
            pictureId: picture
        )
    }

    private var place: ChannelPlace? {
        guard let latitude, let longitude else { return nil }
        return ChannelPlace(latitudeE7: latitude, longitudeE7: longitude, address: address)
    }

    var point: EarthPoint? {
        place.map { EarthPoint(latitudeE7: $0.latitudeE7, longitudeE7: $0.longitudeE7) }
    }

    var state: ChannelChanged {
        ChannelChanged(id: id, version: version, terms: terms, status: status)
    }

    /// As its partner sees it.
    func channel(in database: Database) throws -> Channel {
        Channel(
            id: id,
            version: version,
            terms: terms,
            status: status,
            followers: try Int64.one(
                database,
                "SELECT followers FROM channel_counts WHERE channel = ?",
                [id]
            ) ?? 0,
            createdAt: createdAt
        )
    }

    /// What end users find.
    static let isShown = "channels.status = 'published' AND channels.is_hidden = 0"

    /// A channel that end users of the tenant find.
    ///
    /// - Throws: `notFound`, also for what is hidden or another tenant's.
    static func shown(
        _ id: ChannelID,
        of tenant: TenantID,
        in database: Database
    ) throws -> ChannelRecord {
        guard let found = try known(shown: id, of: tenant, in: database) else {
            throw Refusal(.notFound)
        }
        return found
    }

    static func known(
        shown id: ChannelID,
        of tenant: TenantID,
        in database: Database
    ) throws -> ChannelRecord? {
        try one(
            database,
            "SELECT * FROM channels WHERE id = ? AND tenant = ? AND \(isShown)",
            [id, tenant]
        )
    }

    /// As an end user sees it.
    func page(for endUser: EndUserID, in database: Database) throws -> ChannelPage {
        let row = try Row.one(
            database,
            """
            SELECT partners.name, followers, since_at FROM partners
            LEFT JOIN channel_counts ON channel_counts.channel = ?
            LEFT JOIN channel_followers AS own ON own.channel = ? AND own.end_user = ?
            WHERE partners.id = ?
            """,
            [id, id, endUser, partner]
        )
        return ChannelPage(
            channelId: id,
            partnerId: partner,
            partnerName: row?[0] ?? "",
            terms: terms,
            followers: row?[1] ?? 0,
            followedSinceAt: row?[2]
        )
    }
}
