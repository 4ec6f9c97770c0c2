import GRDB
import OctopusPartnersContract
import OctopusServiceKit

/// What the terms of a promo must be.
enum PromoRules {
    /// - Returns: The terms in their one form.
    /// - Throws: `invalid`, with all that is wrong.
    static func read(
        _ terms: PromoTerms,
        of partner: PartnerID,
        at now: Instant,
        in database: Database
    ) throws -> PromoTerms {
        var fields = FieldRules()
        let title = fields.text(terms.title, "terms.title", PartnersLimits.name)
        let text = fields.text(terms.text, "terms.text", PartnersLimits.channelDescription)
        let target = terms.target.flatMap { fields.webAddress($0, "terms.target")?.text }
        let video = terms.videoLink.flatMap { fields.webAddress($0, "terms.videoLink")?.text }
        fields.require(
            video?.hasPrefix("https://") ?? true,
            "terms.videoLink",
            .form,
            "A video is shown from an address that begins with https://."
        )
        try check(terms.audience, of: partner, &fields, in: database)
        let latest = now.adding(milliseconds: PartnersLimits.aheadMilliseconds)
        for (path, at) in [("startsAt", terms.startsAt), ("endsAt", terms.endsAt)] {
            fields.require(
                at.map { $0 <= latest } ?? true,
                "terms.\(path)",
                .range,
                "It must be within two years."
            )
        }
        if let end = terms.endsAt {
            fields.require(end > max(terms.startsAt ?? now, now), "terms.endsAt", .afterStart)
        }
        try fields.check()
        return PromoTerms(
            title: title,
            text: text,
            target: target,
            videoLink: video,
            audience: terms.audience,
            startsAt: terms.startsAt,
            endsAt: terms.endsAt
        )
    }

    private static func check(
        _ audience: PromoAudience,
        of partner: PartnerID,
        _ fields: inout FieldRules,
        in database: Database
    ) throws {
        let path = "terms.audience.channels"
        let counts = PartnersLimits.promoChannels
        guard counts.contains(Int64(audience.channels.count)) else {
            return fields.refuse(
                path,
                .count,
                "It must be from \(counts.lowerBound) to \(counts.upperBound) channels."
            )
        }
        for (index, id) in audience.channels.enumerated() {
            let channel = try ChannelRecord.known(id, of: partner, in: database)
            fields.require(
                channel.map { $0.status != .archived } ?? false,
                "\(path)[\(index)]",
                .known
            )
            fields.require(!audience.channels[..<index].contains(id), "\(path)[\(index)]", .once)
        }
    }
}
