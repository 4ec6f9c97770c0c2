import GRDB
import OctopusPartnersContract
import OctopusSegments
import OctopusServiceKit
import OctopusStore

extension WaitingContext<PartnersEnvironment> {
    /// What a partner is told of a segment's people; for a minute the same, so that a file says what was shown.
    ///
    /// - Throws: `invalid`, `notFound`, `wrongState`, `throttled`, `overloaded`.
    func report(
        _ query: ReportQuery<PartnersMeasure>,
        of segment: SegmentID
    ) async throws -> Report<PartnersMeasure> {
        let (partner, now, sizes) = (try caller.requirePartner(), now, environment.segmentSizes)
        let count = try await store.read { database in
            try SegmentCount(query, of: segment, by: partner, at: now, in: database)
        }
        let question = SegmentSizes.ReportQuestion(
            partner: partner,
            query: query,
            rule: count.rule
        )
        if let known = sizes.reports.known(question, at: now) { return known }
        try sizes.begin(for: partner, at: now, telling: count.asked.count)
        defer { sizes.end(for: partner) }
        let report = try await count.report(store)
        sizes.reports.keep(report, of: question, at: now)
        return report
    }
}

/// Counts the people of a segment for a report, in slices, among the tenant's other reads.
struct SegmentCount: Sendable {
    /// How many rows one reading may look at, and how many end users: some hundredths of a second.
    private static let rows = 100_000
    private static let people = 1_000...25_000

    let asked: SegmentReport<PartnersMeasure>
    let rule: SegmentRule
    private let audience: Audience
    private let noise: SizeNoise
    private let channels: [ChannelID]
    private let promos: [Int64: ReportedPromo]

    /// - Throws: `invalid`, `notFound`, `wrongState`.
    init(
        _ query: ReportQuery<PartnersMeasure>,
        of segment: SegmentID,
        by partner: PartnerID,
        at now: Instant,
        in database: Database
    ) throws {
        let asked = try SegmentReport(query, of: partner, at: now, in: database)
        let record = try SegmentRecord.usable(segment, of: partner, in: database)
        let attributes = try SegmentAttribute.inUse(of: record.tenant, in: database)
        var fields = FieldRules()
        fields.require(
            record.rule.attributes.allSatisfy { attributes[$0] != nil },
            "segmentId",
            .known,
            "The segment asks for an attribute that the tenant has retired."
        )
        try fields.check()
        (self.asked, rule) = (asked, record.rule)
        audience = Audience(
            rule,
            by: partner,
            of: record.tenant,
            among: .everybody,
            at: now,
            knowing: attributes
        )
        noise = try SizeNoise(in: database)
        channels =
            asked.measures.contains(.followers)
            ? try SegmentFields.channels(of: partner, in: database).filter {
                asked.has(ReportedID($0.uuid))
            } : []
        promos =
            asked.measures.contains { $0 != .followers }
            ? try ReportedPromo.all(of: partner, in: asked, database) : [:]
    }

    func report(_ store: Store) async throws -> Report<PartnersMeasure> {
        var (sizes, place): ([SegmentTally.Number: SegmentTally.Size], EndUserID?) = ([:], nil)
        if !channels.isEmpty || !promos.isEmpty {
            repeat {
                let begin = place
                let (tally, end) = try await store.read { try self.slice(after: begin, in: $0) }
                for (number, size) in tally.sizes { sizes[number, default: .init()] += size }
                place = end
            } while place != nil
        }
        return asked.report { number in
            sizes[number].map { noise.told($0.people, $0.sum) } ?? 0
        }
    }

    /// The next of the tenant's end users, and the last of them; nil after all.
    private func slice(
        after place: EndUserID?,
        in database: Database
    ) throws -> (SegmentTally, EndUserID?) {
        let most = Self.rows / (channels.count + promos.count)
        let looked = min(max(most, Self.people.lowerBound), Self.people.upperBound)
        let last = try audience.last(after: place, looking: looked, in: database)
        var tally = SegmentTally()
        if !channels.isEmpty {
            try audience.read(followers, after: place, to: last, in: database) {
                person,
                noise,
                row in
                asked.count(.followers, of: row[2]) { tally.count(person, noise, in: $0) }
            }
        }
        if !promos.isEmpty {
            try audience.read(readers, after: place, to: last, in: database) { person, noise, row in
                guard let promo = promos[row[2]] else { return }
                count(promo, openedAt: row[3], clickedAt: row[4]) {
                    tally.count(person, noise, in: $0)
                }
            }
        }
        return (tally, last)
    }

    private var followers: AudienceFacts {
        AudienceFacts("channel_followers", "channel", in: channels, telling: ["channel"])
    }

    /// Who opened one of the promos, or followed its link, in the time of the report.
    private var readers: AudienceFacts {
        let time = asked.time
        return AudienceFacts(
            "promo_readers",
            "promo",
            in: promos.keys.sorted(),
            telling: ["promo", "opened_at", "clicked_at"],
            where: (
                "f.opened_at < ? AND max(f.opened_at, ifnull(f.clicked_at, 0)) >= ?",
                [time.upperBound, time.lowerBound]
            )
        )
    }

    private func count(
        _ promo: ReportedPromo,
        openedAt: Instant,
        clickedAt: Instant?,
        _ take: (SegmentTally.Number) -> Void
    ) {
        for measure in asked.measures {
            switch measure {
            case .promoOpens: asked.count(measure, of: promo.id, at: openedAt, take)
            case .channelPromoOpens:
                for channel in promo.channels {
                    asked.count(measure, of: channel, at: openedAt, take)
                }
            case .promoClicks:
                if let clickedAt { asked.count(measure, of: promo.id, at: clickedAt, take) }
            case .channelPromoClicks:
                guard let clickedAt else { continue }
                for channel in promo.channels {
                    asked.count(measure, of: channel, at: clickedAt, take)
                }
            case .followers, .followersGained, .followersLost: break
            }
        }
    }
}
