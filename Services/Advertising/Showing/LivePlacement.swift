import GRDB
import OctopusAdvertisingContract
import OctopusCBOR
import OctopusServiceKit

/// A placement, as ads are chosen for it.
struct LivePlacement: Sendable {
    let id: PlacementID
    let tenant: TenantID
    /// The tenant's; nil as long as identity has not told of it.
    let zone: String?
    /// Whether ads are shown there and in its application.
    let isOn: Bool
    private let lifeMilliseconds: Int64
    private let formats: [AdFormat]
    private let size: PlacementSize?

    init(
        _ placement: PlacementRecord,
        in application: ApplicationRecord,
        _ database: Database
    ) throws {
        (id, tenant) = (placement.id, placement.tenant)
        zone = try TenantRecord.find(tenant, in: database)?.timeZone
        isOn = placement.isOn && application.isOn
        lifeMilliseconds = placement.life(in: application.kind) * 1000
        (formats, size) = (placement.formats, placement.size)
    }

    /// The placements of an application that are not archived; of one that is there are none.
    static func all(
        in application: ApplicationRecord,
        _ database: Database
    ) throws -> [LivePlacement] {
        guard application.status == .active else { return [] }
        return try PlacementRecord.all(
            database,
            "SELECT * FROM placements WHERE application = ? AND status = 'active'",
            [application.id]
        ).map { try LivePlacement($0, in: application, database) }
    }

    var served: ServedPlacement {
        ServedPlacement(id: id, tenant: tenant, lifeMilliseconds: lifeMilliseconds)
    }

    /// Whether an ad can be shown there: by its format, and by its pictures.
    func fits(_ ad: LiveAd) -> Bool {
        guard formats.contains(ad.terms.format) else { return false }
        guard let size else { return true }
        let shape = PictureShape(width: size.width, height: size.height)
        return ad.shapes.allSatisfy { picture in
            picture.width >= shape.width && picture.height >= shape.height
                && picture.isLike(shape)
        }
    }
}

/// An ad as its tenant approved it; one that is changed leaves its campaigns.
struct LiveAd: Sendable {
    let id: AdID
    let partner: PartnerID
    let terms: AdTerms
    /// Those of its pictures.
    let shapes: [PictureShape]

    init(_ record: AdRecord, in database: Database) throws {
        (id, partner, terms) = (record.id, record.partner, record.terms)
        shapes = try record.pictures.compactMap { try PictureShape(of: $0, in: database) }
    }

    /// As an end user sees it.
    func shown(with token: [UInt8], until expiresAt: Instant) -> ShownAd {
        ShownAd(
            adId: id,
            partnerId: partner,
            format: terms.format,
            headline: terms.headline,
            text: terms.text,
            action: terms.action,
            canClick: terms.target != nil,
            pictureId: terms.pictureId,
            videoId: terms.videoId,
            videoLink: terms.videoLink,
            cards: terms.cards?.map { card in
                ShownCard(
                    pictureId: card.pictureId,
                    headline: card.headline,
                    canClick: (card.target ?? terms.target) != nil
                )
            },
            token: Bytes(token),
            expiresAt: expiresAt
        )
    }
}
