import GRDB
import OctopusFiles
import OctopusPartnersContract
import OctopusServiceKit

extension FileOwner.Kind {
    fileprivate static let channelPicture = Self("channelPicture")
    fileprivate static let promoPictures = Self("promoPictures")
    fileprivate static let promoVideo = Self("promoVideo")
}

extension FileSpace {
    static func files(of partner: PartnerRecord) -> FileSpace {
        .partner(partner.id, of: partner.tenant)
    }
}

/// What channels and promos refer to.
extension Emitting {
    func claimPicture(of channel: ChannelRecord) throws {
        try claimFiles(
            channel.picture.map { [$0] } ?? [],
            for: FileOwner(.channelPicture, channel.id.uuid),
            in: .partner(channel.partner, of: channel.tenant),
            path: "terms.pictureId"
        )
    }

    func claimFiles(of promo: PromoRecord) throws {
        let space = FileSpace.partner(promo.partner, of: promo.tenant)
        try claimFiles(
            promo.pictures,
            for: FileOwner(.promoPictures, promo.id.uuid),
            in: space,
            path: "terms.pictureIds"
        )
        try claimFiles(
            promo.video.map { [$0] } ?? [],
            for: FileOwner(.promoVideo, promo.id.uuid),
            in: space,
            as: .video,
            path: "terms.videoId"
        )
    }
}

/// Who reads a partner's files: its own people, and everybody who sees a channel or promo with them.
enum ShownFiles {
    static func rules(_ clock: any ServiceClock) -> [FileOwner.Kind: FileRule] {
        let ofPromos: FileRule = { caller, owner, database in
            let id = PromoID(owner)
            if case .tenantUser = caller.rule {
                return try isAsked(id, of: caller, in: database)
            }
            guard caller.person?.endUserID != nil else { return false }
            return try Feed(caller, at: clock.now, in: database)
                .known(id, in: database) != nil
        }
        return [
            .channelPicture: { caller, owner, database in
                guard caller.person?.endUserID != nil else { return false }
                return try ChannelRecord.known(
                    shown: ChannelID(owner),
                    of: caller.requireTenant(),
                    in: database
                ) != nil
            },
            .promoPictures: ofPromos, .promoVideo: ofPromos,
        ]
    }

    /// Whether the tenant was asked to approve it, and so is to see all of it.
    private static func isAsked(
        _ id: PromoID,
        of caller: Caller,
        in database: Database
    ) throws -> Bool {
        try database.exists(
            """
            SELECT 1 FROM promos WHERE id = ? AND tenant = ? AND reach = 'everybody'
                AND status IN ('requested', 'scheduled', 'live')
            """,
            [id, caller.requireTenant()]
        )
    }
}
