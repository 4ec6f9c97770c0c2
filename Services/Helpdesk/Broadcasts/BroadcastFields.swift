import FoundationEssentials
import GRDB
import OctopusFiles
import OctopusHelpdeskContract
import OctopusPartnersContract
import OctopusSegments
import OctopusServiceKit

/// The terms of a broadcast in their one form.
struct BroadcastFields {
    let terms: BroadcastTerms
    /// Whom its segments select now; nil: all whom it reaches.
    let rule: SegmentRule?

    /// Reads them.
    ///
    /// - Parameters:
    ///   - terms: What its partner has decided.
    ///   - partner: Whose it is.
    ///   - uploads: What the one who names its file has uploaded; nil: it names no other.
    ///   - present: The file that it has already, which a colleague may have uploaded.
    ///   - now: The time.
    ///   - database: Where channels, segments and files are.
    /// - Throws: `invalid`, with all that is wrong.
    init(
        _ terms: BroadcastTerms,
        of partner: PartnerRecord,
        from uploads: FileSpace? = nil,
        having present: FileID? = nil,
        at now: Instant,
        in database: Database
    ) throws {
        var fields = FieldRules()
        let title = fields.text(terms.title, "terms.title", HelpdeskLimits.broadcastTitle)
        let text = fields.text(terms.text, "terms.text", HelpdeskLimits.messageText)
        let target = terms.target.flatMap { fields.webAddress($0, "terms.target")?.text }
        let video = terms.videoLink.flatMap { fields.webAddress($0, "terms.videoLink")?.text }
        fields.require(
            video?.hasPrefix("https://") ?? true,
            "terms.videoLink",
            .form,
            "A video is shown from an address that begins with https://."
        )
        try fields.file(of: terms, for: partner, from: uploads, having: present, in: database)
        try fields.channels(terms.audience.channels, of: partner, in: database)
        let rules = try fields.rules(terms.audience.segments ?? [], of: partner, in: database)
        fields.times(of: terms, at: now)
        try fields.check()
        rule = rules.isEmpty ? nil : .any(rules)
        self.terms = BroadcastTerms(
            title: title,
            text: text,
            target: target,
            videoLink: video,
            fileId: terms.fileId,
            audience: terms.audience,
            startsAt: terms.startsAt,
            quietHours: terms.quietHours
        )
    }
}

extension FieldRules {
    /// A picture or a video of a kind and a size that the tenant lets be sent now.
    fileprivate mutating func file(
        of terms: BroadcastTerms,
        for partner: PartnerRecord,
        from uploads: FileSpace?,
        having present: FileID?,
        in database: Database
    ) throws {
        let path = "terms.fileId"
        guard let id = terms.fileId else { return }
        if id != present {
            guard let uploads else { return refuse(path, .known) }
            // Of another's file nothing is told but that it is not there.
            guard try file(id, path, in: uploads, as: .media, database) != nil else { return }
        }
        guard let stored = try StoredFile.known(id, in: database) else {
            return refuse(path, .known)
        }
        let policy = try TenantChatTerms.of(partner.tenant, in: database)
        require(policy.allows(stored), path, .form, "Such files can't be sent here.")
        require(
            stored.type.isPicture || terms.videoLink == nil,
            path,
            .once,
            "It is either a video that was uploaded or one elsewhere."
        )
    }

    fileprivate mutating func channels(
        _ channels: [ChannelID],
        of partner: PartnerRecord,
        in database: Database
    ) throws {
        let path = "terms.audience.channels"
        let counts = HelpdeskLimits.broadcastChannels
        guard counts.contains(Int64(channels.count)) else {
            return refuse(
                path,
                .count,
                "It must be from \(counts.lowerBound) to \(counts.upperBound) channels."
            )
        }
        for (index, id) in channels.enumerated() {
            let channel = try ChannelRecord.known(id, of: partner.id, in: database)
            require(channel != nil, "\(path)[\(index)]", .known)
            require(!channels[..<index].contains(id), "\(path)[\(index)]", .once)
        }
    }

    /// What each of the segments selects.
    fileprivate mutating func rules(
        _ segments: [SegmentID],
        of partner: PartnerRecord,
        in database: Database
    ) throws -> [SegmentRule] {
        let path = "terms.audience.segments"
        let most = HelpdeskLimits.broadcastSegments
        guard segments.count <= most else {
            refuse(path, .count, "It may be for at most \(most) segments.")
            return []
        }
        let attributes = try SegmentAttribute.inUse(of: partner.tenant, in: database)
        return try segments.enumerated().compactMap { index, id in
            let path = "\(path)[\(index)]"
            require(!segments[..<index].contains(id), path, .once)
            let known = try String.one(
                database,
                "SELECT rule FROM segments WHERE id = ? AND partner = ? AND is_active = 1",
                [id, partner.id]
            )
            guard let known else {
                refuse(path, .known)
                return nil
            }
            let rule = try JSONDecoder().decode(SegmentRule.self, from: Data(known.utf8))
            require(
                rule.attributes.allSatisfy { attributes[$0] != nil },
                path,
                .known,
                "The segment asks for an attribute that the tenant has retired."
            )
            return rule
        }
    }

    fileprivate mutating func times(of terms: BroadcastTerms, at now: Instant) {
        let latest = now.adding(milliseconds: HelpdeskLimits.aheadMilliseconds)
        require(
            terms.startsAt.map { $0 <= latest } ?? true,
            "terms.startsAt",
            .range,
            "It must be within two years."
        )
        guard let quiet = terms.quietHours else { return }
        let path = "terms.quietHours"
        number(quiet.fromMinute, path + ".fromMinute", in: HelpdeskLimits.minuteOfDay)
        number(quiet.untilMinute, path + ".untilMinute", in: HelpdeskLimits.minuteOfDay)
        require(
            quiet.fromMinute != quiet.untilMinute,
            path + ".untilMinute",
            .range,
            "They must end at another minute than they begin."
        )
    }
}
