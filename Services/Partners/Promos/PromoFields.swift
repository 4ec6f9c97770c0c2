import GRDB
import OctopusFiles
import OctopusPartnersContract
import OctopusSegments
import OctopusServiceKit

/// The terms of a promo in their one form, and the moments that they name.
struct PromoFields {
    let terms: PromoTerms
    let startsAt: Instant?
    let endsAt: Instant?

    /// - Throws: `invalid`, with all that is wrong.
    init(
        _ terms: PromoTerms,
        of partner: PartnerRecord,
        at now: Instant,
        in database: Database
    ) throws {
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
        try fields.files(of: terms, of: partner, in: database)
        try fields.audience(terms.audience, of: partner, in: database)
        (startsAt, endsAt) = fields.span(of: terms, in: partner.timeZone, at: now)
        try fields.check()
        self.terms = PromoTerms(
            title: title,
            text: text,
            target: target,
            videoLink: video,
            pictureIds: terms.pictureIds,
            videoId: terms.videoId,
            audience: terms.audience,
            startsAt: terms.startsAt,
            endsAt: terms.endsAt,
            startsOn: terms.startsOn,
            endsOn: terms.endsOn
        )
    }
}

extension FieldRules {
    fileprivate mutating func files(
        of terms: PromoTerms,
        of partner: PartnerRecord,
        in database: Database
    ) throws {
        let (pictures, most) = (terms.pictureIds ?? [], PartnersLimits.promoPictures)
        if pictures.count > most {
            refuse("terms.pictureIds", .count, "It may have at most \(most) pictures.")
        } else {
            for (index, picture) in pictures.enumerated() {
                let path = "terms.pictureIds[\(index)]"
                try file(picture, path, in: .files(of: partner), database)
                require(!pictures[..<index].contains(picture), path, .once)
            }
        }
        guard let video = terms.videoId else { return }
        try file(video, "terms.videoId", in: .files(of: partner), as: .video, database)
        require(
            terms.videoLink == nil,
            "terms.videoId",
            .once,
            "It is either a video that was uploaded or one elsewhere."
        )
    }

    fileprivate mutating func audience(
        _ audience: PromoAudience,
        of partner: PartnerRecord,
        in database: Database
    ) throws {
        if let segment = audience.segmentId { try self.segment(segment, of: partner, in: database) }
        let path = "terms.audience.channels"
        let counts = PartnersLimits.promoChannels
        guard counts.contains(Int64(audience.channels.count)) else {
            return refuse(
                path,
                .count,
                "It must be from \(counts.lowerBound) to \(counts.upperBound) channels."
            )
        }
        for (index, id) in audience.channels.enumerated() {
            let channel = try ChannelRecord.known(id, of: partner.id, in: database)
            require(
                channel.map { $0.status != .archived } ?? false,
                "\(path)[\(index)]",
                .known
            )
            require(!audience.channels[..<index].contains(id), "\(path)[\(index)]", .once)
        }
    }

    private mutating func segment(
        _ id: SegmentID,
        of partner: PartnerRecord,
        in database: Database
    ) throws {
        let path = "terms.audience.segmentId"
        guard let segment = try SegmentRecord.known(id, of: partner.id, in: database) else {
            return refuse(path, .known)
        }
        require(segment.status == .active, path, .known, "The segment is archived.")
        let attributes = try SegmentAttribute.inUse(of: partner.tenant, in: database)
        require(
            segment.rule.attributes.allSatisfy { attributes[$0] != nil },
            path,
            .known,
            "The segment asks for an attribute that the tenant has retired."
        )
    }

    /// When it begins and ends, by moments or by days of the zone.
    fileprivate mutating func span(
        of terms: PromoTerms,
        in timeZone: String,
        at now: Instant
    ) -> (startsAt: Instant?, endsAt: Instant?) {
        let zone = ReportCalendar(timeZone) ?? .utc
        let start = moment(terms.startsAt, "starts", day: terms.startsOn) { zone.start(of: $0) }
        let end = moment(terms.endsAt, "ends", day: terms.endsOn) { zone.start(of: $0 + 1) }
        let latest = now.adding(milliseconds: PartnersLimits.aheadMilliseconds)
        for (path, at) in [("terms.starts", start), ("terms.ends", end)] {
            let isByDay = path == "terms.starts" ? terms.startsOn != nil : terms.endsOn != nil
            require(
                at.map { $0 <= latest } ?? true,
                path + (isByDay ? "On" : "At"),
                .range,
                "It must be within two years."
            )
        }
        if let end {
            let path = terms.endsOn == nil ? "terms.endsAt" : "terms.endsOn"
            require(end > max(start ?? now, now), path, .afterStart)
        }
        return (start, end)
    }

    private mutating func moment(
        _ moment: Instant?,
        _ name: String,
        day: String?,
        second: (Int64) -> Int64
    ) -> Instant? {
        guard let day else { return moment }
        let path = "terms.\(name)On"
        require(moment == nil, path, .once, "It is either \(name)At or \(name)On.")
        guard let date = CivilDate(day) else {
            refuse(path, .form, "A day is written like 2026-03-29.")
            return nil
        }
        return Instant(milliseconds: second(date.dayNumber) * 1000)
    }
}
