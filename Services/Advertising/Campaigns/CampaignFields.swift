import GRDB
import OctopusAdvertisingContract
import OctopusServiceKit

/// The terms of a campaign in their one form.
struct CampaignFields {
    let terms: CampaignTerms

    /// - Throws: `invalid`, with all that is wrong.
    init(
        _ terms: CampaignTerms,
        of partner: PartnerRecord,
        at now: Instant,
        in database: Database
    ) throws {
        var fields = FieldRules()
        let name = fields.text(terms.name, "terms.name", AdvertisingLimits.campaignName)
        try fields.ads(terms.adIds, of: partner, in: database)
        try fields.segments(terms.segmentIds ?? [], of: partner, in: database)
        try fields.placements(
            terms.placementIds ?? [],
            "terms.placementIds",
            of: partner,
            in: database
        )
        fields.span(terms.startsAt, terms.endsAt, inside: "terms.", at: now)
        fields.blocked(terms.blockedHours ?? [], "terms.blockedHours")
        try fields.check()
        self.terms = CampaignTerms(
            name: name,
            adIds: terms.adIds,
            impressions: terms.impressions,
            startsAt: terms.startsAt,
            endsAt: terms.endsAt,
            blockedHours: terms.blockedHours,
            segmentIds: terms.segmentIds,
            placementIds: terms.placementIds,
            cap: terms.cap,
            dailyImpressions: terms.dailyImpressions,
            priority: terms.priority,
            weight: terms.weight
        )
    }
}

extension FieldRules {
    fileprivate mutating func ads(
        _ ads: [AdID],
        of partner: PartnerRecord,
        in database: Database
    ) throws {
        let path = "terms.adIds"
        let counts = AdvertisingLimits.campaignAds
        guard counts.contains(Int64(ads.count)) else {
            return refuse(
                path,
                .count,
                "It must be from \(counts.lowerBound) to \(counts.upperBound) ads."
            )
        }
        for (index, id) in ads.enumerated() {
            let ad = try AdRecord.known(id, of: partner.id, in: database)
            require(
                ad?.status == .approved,
                "\(path)[\(index)]",
                .known,
                "It must be one of the partner's approved ads."
            )
            require(!ads[..<index].contains(id), "\(path)[\(index)]", .once)
        }
    }

    fileprivate mutating func segments(
        _ segments: [SegmentID],
        of partner: PartnerRecord,
        in database: Database
    ) throws {
        let path = "terms.segmentIds"
        let most = AdvertisingLimits.campaignSegments
        guard segments.count <= most else {
            return refuse(path, .count, "It may be for at most \(most) segments.")
        }
        for (index, id) in segments.enumerated() {
            let isKnown = try database.exists(
                "SELECT 1 FROM segments WHERE id = ? AND partner = ? AND is_active = 1",
                [id, partner.id]
            )
            require(isKnown, "\(path)[\(index)]", .known)
            require(!segments[..<index].contains(id), "\(path)[\(index)]", .once)
        }
    }

    /// Those of the tenant that are not archived; whether ads are shown there is not asked, as it may change.
    mutating func placements(
        _ placements: [PlacementID],
        _ path: String,
        of partner: PartnerRecord,
        in database: Database
    ) throws {
        let most = AdvertisingLimits.campaignPlacements
        guard placements.count <= most else {
            return refuse(path, .count, "It may name at most \(most) placements.")
        }
        for (index, id) in placements.enumerated() {
            let placement = try PlacementRecord.known(id, of: partner.tenant, in: database)
            require(placement?.status == .active, "\(path)[\(index)]", .known)
            require(!placements[..<index].contains(id), "\(path)[\(index)]", .once)
        }
    }

    /// When it runs: to an end that has not passed, within two years.
    mutating func span(
        _ startsAt: Instant,
        _ endsAt: Instant,
        inside path: String,
        at now: Instant
    ) {
        require(endsAt > max(startsAt, now), "\(path)endsAt", .afterStart)
        within(endsAt, "\(path)endsAt", at: now)
    }

    mutating func within(_ endsAt: Instant, _ path: String, at now: Instant) {
        let latest = now.adding(milliseconds: AdvertisingLimits.aheadMilliseconds)
        require(endsAt <= latest, path, .range, "It must be within two years.")
    }

    /// Whole hours of the week, but not all of them.
    mutating func blocked(_ hours: [WeeklyHours], _ path: String) {
        guard AdvertisingLimits.blockedHours.contains(Int64(hours.count)) else {
            return refuse(path, .count)
        }
        let before = violations.count
        for (index, stretch) in hours.enumerated() {
            let path = "\(path)[\(index)]"
            for (minute, name) in [
                (stretch.fromMinute, "fromMinute"), (stretch.toMinute, "toMinute"),
            ] {
                require(
                    (0...1440).contains(minute) && minute % 60 == 0,
                    "\(path).\(name)",
                    .range,
                    "It must be a full hour, from 0 to 1440 minutes."
                )
            }
            require(stretch.fromMinute < stretch.toMinute, "\(path).toMinute", .afterStart)
        }
        guard violations.count == before else { return }
        require(
            !BlockedHours(hours).isWhole,
            path,
            .range,
            "A campaign must have an hour in which it may be shown."
        )
    }
}

extension BlockedHours {
    /// Those of the contract, which are full hours.
    init(_ weekly: [WeeklyHours]) {
        self.init()
        for stretch in weekly {
            guard let day = Weekday.allCases.firstIndex(of: stretch.day) else { continue }
            block(Set(Int(stretch.fromMinute / 60)..<Int(stretch.toMinute / 60)), on: day)
        }
    }
}
