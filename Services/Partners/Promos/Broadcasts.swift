import GRDB
import OctopusPartnersContract
import OctopusServiceKit

/// Promos to others than followers wait for the tenant's approval, as every request does.
extension CommandContext<PartnersEnvironment> {
    /// Puts a broadcast on the tenant's desk, with what it shows and how many may see it.
    ///
    /// - Parameters:
    ///   - promo: The promo.
    ///   - partner: Whose it is.
    ///   - audience: How many end users it is for, counted before the transaction.
    /// - Returns: The request.
    /// - Throws: `tooManyRequests`.
    func askForBroadcast(
        of promo: PromoRecord,
        _ partner: PartnerRecord,
        _ audience: Int64
    ) throws -> RequestID {
        let preview = RequestPreview(
            content: [promo.text, promo.target].compactMap(\.self).joined(separator: "\n"),
            engagement: "promo",
            startsAt: promo.startsAt,
            endsAt: promo.endsAt,
            audience: audience,
            pictureIds: promo.shownPictures,
            videoId: promo.video,
            videoLink: promo.videoLink,
            channelNames: try promo.channels.compactMap { id in
                try ChannelRecord.known(id, of: partner.id, in: database)?.name
            }
        )
        return try ask(
            .broadcast,
            AskedItems(title: promo.title, items: [], preview: preview),
            description: nil,
            of: partner
        ).id
    }

    /// Takes back the request for a promo that its partner ends.
    func takeBack(_ id: RequestID, of tenant: TenantID) throws {
        _ = try cancel(RequestRecord.find(id, of: tenant, in: database))
    }

    /// Does to a promo what became of its request; other kinds are nothing to it.
    func followBroadcast(_ request: RequestRecord) throws {
        guard request.kind == .broadcast,
            var promo = try PromoRecord.one(
                database,
                "SELECT * FROM promos WHERE request = ?",
                [request.id]
            ),
            promo.status == .requested
        else { return }
        if request.status == .approved {
            _ = try PartnerRecord.active(promo.partner, in: database)
            promo.become(.scheduled)
        } else {
            promo.become(.draft)
        }
        try storeNext(of: promo)
        if promo.status == .scheduled { try wakePromos(at: promo.startsAt) }
    }
}
